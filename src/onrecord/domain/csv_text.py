"""Tables that any spreadsheet opens: RFC 4180, UTF-8, and no cell that a spreadsheet would take for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

MARK = "\ufeff"
"""A spreadsheet takes a file for UTF-8 where it begins with this."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """Lines end with CR LF; a cell is quoted where it must be; numbers stay numbers."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return MARK + written.getvalue()


def guarded(cell: object) -> object:
    """A text that begins like a formula gets an apostrophe before it, which a spreadsheet does not show."""
    if isinstance(cell, str) and cell.lstrip().startswith(_FORMULA):
        return f"'{cell}"
    return "" if cell is None else cell
