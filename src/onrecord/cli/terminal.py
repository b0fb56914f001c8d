"""How commands speak: data on standard output, words for the person on standard error."""

import sys
from collections.abc import Iterable, Mapping, Sequence

import msgspec
from rich.console import Console
from rich.table import Table

words = Console(stderr=True, highlight=False)
data = Console(highlight=False, soft_wrap=True)


def complain(message: str, advice: str = "") -> None:
    """One error, for a person: what happened and what to do."""
    words.print(message, style="bold red", markup=False)
    if advice:
        words.print(advice, markup=False)


def print_json(value: object) -> None:
    """One JSON document on standard output."""
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")
    sys.stdout.flush()


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A small table; every column but the first is a number or a word, aligned right."""
    table = Table(title=title, title_justify="left", show_edge=False, pad_edge=False)
    for place, column in enumerate(columns):
        table.add_column(column, justify="left" if place == 0 else "right")
    for row in rows:
        table.add_row(*(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row))
    data.print(table)


def listed(counts: Mapping[str, int]) -> str:
    """`3 link expired, 1 refused for safety`."""
    return ", ".join(f"{count:,} {reason.replace('_', ' ')}" for reason, count in counts.items())
