"""Asking about one call or message again: for fresh links to its files, and for what was not ready."""

from collections.abc import Collection, Sequence

import msgspec
from sqlalchemy import Connection

from onrecord.domain.artefact import ArtefactKind
from onrecord.domain.capability import Surface, Verdict
from onrecord.domain.coverage import Window
from onrecord.domain.errand import Errand
from onrecord.domain.errors import ProviderHasNot, ProviderRejects
from onrecord.errands.settle import Effect
from onrecord.limits.routes import Ability
from onrecord.provider.client import Answer
from onrecord.provider.envelope import split
from onrecord.storage.asks import Lapsed, lapsed
from onrecord.storage.capabilities import read_capabilities
from onrecord.storage.errands import Wanted
from onrecord.storage.threads import message_times
from onrecord.sync.asking import Asking
from onrecord.sync.parts import tellers
from onrecord.sync.plan import Heard, open_pages

DATED_PAGE = 50


def reask(errand: Errand, asking: Asking) -> Effect | None:
    """Handle a `reask` errand {activity_id}, or {lo_ms, hi_ms} for the messages of a window.

    The answers are kept in the transaction that ends it. A 404 about the activity is an answer, and is kept.
    ProviderHasNot means that this surface has no such route.
    """
    if "lo_ms" in errand.payload:
        return _kept(asking, _list_again(asking, Window(**msgspec.convert(errand.payload, dict[str, int]))))
    activity_id = str(errand.payload["activity_id"])
    with asking.database.reading() as conn:
        wanted = lapsed(conn, asking.workspace_id, activity_id)
        known = read_capabilities(conn, asking.workspace_id)
    if wanted is None:
        return None
    dated = known.get((Ability.SURFACE, Surface.DATED))
    surfaces = [Surface.V1] if dated and dated.verdict == Verdict.NO else [Surface.DATED, Surface.V1]
    return _kept(asking, _ask_first_that_knows(asking, surfaces, activity_id, wanted))


def wanted_again(
    conn: Connection, workspace_id: int, kind: str, activity_ids: Collection[str], *, now_ms: int, priority: int
) -> list[Wanted]:
    """The errands that ask about all of some activities once more: messages a page at a time where that takes fewer
    questions, else one by one."""
    windows = _windows(conn, workspace_id, set(activity_ids)) if kind == ArtefactKind.MEDIA else []
    if windows and len(windows) < len(activity_ids):
        return [
            Wanted("reask", f"messages {one.lo_ms}-{one.hi_ms}", one._asdict(), now_ms, priority) for one in windows
        ]
    return [Wanted("reask", id_, {"activity_id": id_}, now_ms, priority) for id_ in activity_ids]


def _windows(conn: Connection, workspace_id: int, asked: Collection[str]) -> list[Window]:
    """The pages that hold these messages; none where the list of the whole workspace cannot be had."""
    listed = read_capabilities(conn, workspace_id).get((Ability.MESSAGES, Surface.DATED))
    if listed is None or listed.verdict != Verdict.YES:
        return []
    heard = [Heard(at_ms, id_ in asked) for id_, at_ms in message_times(conn, workspace_id)]
    return open_pages(heard, DATED_PAGE)


def _list_again(asking: Asking, window: Window) -> list[Answer]:
    """A window holds no more than a page of what is known; what is not known may make it more."""
    answers = [asking.client.messages(window.lo_ms, window.hi_ms)]
    while (after := split(answers[-1]).next_cursor) is not None:
        answers.append(asking.client.messages(window.lo_ms, window.hi_ms, after=after))
    return answers


def _kept(asking: Asking, answers: Sequence[Answer]) -> Effect:
    def effect(conn: Connection) -> None:
        for answer in answers:
            asking.take(conn, answer, split(answer), None)

    return effect


def _ask_first_that_knows(asking: Asking, surfaces: list[Surface], activity_id: str, wanted: Lapsed) -> list[Answer]:
    *better, last = surfaces
    for surface in better:
        try:
            return _ask(asking, surface, activity_id, wanted)
        except (ProviderHasNot, ProviderRejects):
            continue
    return _ask(asking, last, activity_id, wanted)


def _ask(asking: Asking, surface: Surface, activity_id: str, wanted: Lapsed) -> list[Answer]:
    answers: list[Answer] = []
    for tell in tellers(surface, wanted.kind, wanted.kinds):
        answers.extend(tell(asking.client, activity_id))
    return answers
