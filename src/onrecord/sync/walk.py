"""Following one walk, page by page.

1. Ask for a page; a cursor that died (they live for minutes) costs a fresh start from what is reached.
2. Take it apart.
3. Keep the page and how far the walk is in one transaction, while the next page is already being asked for.
4. At the end set the mark, in the same transaction as the last page.

Killed anywhere, the rows say what is in hand; a later run goes on from there.
"""

from collections.abc import Callable
from concurrent.futures import Future
from typing import NamedTuple

from sqlalchemy import Connection

from onrecord.domain.errors import ProviderGarbled, ProviderHasNot, ProviderRejects
from onrecord.intake.digest import canonical_asked
from onrecord.provider.client import Answer
from onrecord.provider.envelope import Page, split
from onrecord.storage import walks
from onrecord.sync.asking import Asking, Stop
from onrecord.sync.chain import Chain

MOST_FRESH_STARTS = 20

OnPage = Callable[[Chain, Page], None]


class _Kept(NamedTuple):
    row_id: int
    new: int


def follow(chain: Chain, asking: Asking, run_id: int | None, stop: Stop, on_page: OnPage) -> bool:
    """Walk to the end; False when it was told to stop before. Raises a ProviderError when it cannot go on."""
    cursor: str | None = None
    written: Future[_Kept] | None = None
    while not stop.is_set():
        answer, cursor = _ask_or_start_again(chain, cursor)
        page = split(answer)
        ended = chain.note(page) and page.garbled is None
        if written is not None:
            _note(chain, written.result())
        written = asking.database.writer.submit(_keeping(chain, asking, run_id, answer, page, ended))
        on_page(chain, page)
        if ended or page.garbled:
            _note(chain, written.result())
            written = None
        if page.garbled:
            raise ProviderGarbled(f"{chain.operation}: a list that cannot be taken apart", status=200)
        if ended:
            return True
        cursor = _next_cursor(chain, page)
    if written is not None:
        _note(chain, written.result())
    return False


def _note(chain: Chain, kept: _Kept) -> None:
    chain.row_id = kept.row_id
    chain.new += kept.new


def _ask_or_start_again(chain: Chain, cursor: str | None) -> tuple[Answer, str | None]:
    try:
        return chain.ask_page(cursor), cursor
    except (ProviderRejects, ProviderHasNot):
        if cursor is None or chain.again >= MOST_FRESH_STARTS:
            raise
    chain.start_again()
    return chain.ask_page(None), None


def _next_cursor(chain: Chain, page: Page) -> str:
    cursor = page.next_cursor
    if cursor is None or chain.has_seen(cursor):
        raise ProviderGarbled(f"{chain.operation}: the list turns in circles", status=200)
    return cursor


def _keeping(
    chain: Chain, asking: Asking, run_id: int | None, answer: Answer, page: Page, ended: bool
) -> Callable[[Connection], "_Kept"]:
    """The job that keeps one page; what it needs of the chain is read now, because the chain goes on meanwhile."""
    stretch, reached_ms, row_id, joins = chain.stretch, chain.reached_ms, chain.row_id, chain.joins
    items = len(page.items)

    def keep(conn: Connection) -> _Kept:
        now_ms = asking.clock.now_ms()
        walk_id = row_id if row_id is not None else _open(conn, chain, asking, run_id, now_ms)
        taken = asking.take(conn, answer, page, walk_id)
        if joins or stretch is None:
            walks.count_page(conn, asking.workspace_id, walk_id, items=items)
        else:
            lo_ms = stretch.lo_ms
            reached = None if reached_ms is None else max(reached_ms, lo_ms)
            walks.note_page(conn, asking.workspace_id, walk_id, items=items, lo_ms=lo_ms, reached_ms=reached)
        if ended and chain.marks:
            hi_ms = stretch.hi_ms if stretch else chain.read_ms
            walks.finish_walk(conn, asking.workspace_id, walk_id, hi_ms=hi_ms, now_ms=now_ms)
        return _Kept(walk_id, taken.new)

    return keep


def _open(conn: Connection, chain: Chain, asking: Asking, run_id: int | None, now_ms: int) -> int:
    stretch = chain.stretch
    return walks.open_walk(
        conn,
        asking.workspace_id,
        run_id=run_id,
        surface=chain.surface,
        operation=chain.operation,
        asked=canonical_asked(chain.asked),
        lo_ms=stretch.lo_ms if stretch else None,
        hi_ms=stretch.hi_ms if stretch else None,
        now_ms=now_ms,
    )
