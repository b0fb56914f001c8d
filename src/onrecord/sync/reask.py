"""Asking about one call or message again: for fresh links to its files, and for what was not ready."""

from sqlalchemy import Connection

from onrecord.domain.capability import Surface, Verdict
from onrecord.domain.errand import Errand
from onrecord.domain.errors import ProviderHasNot, ProviderRejects
from onrecord.errands.settle import Effect
from onrecord.limits.routes import Ability
from onrecord.provider.client import Answer
from onrecord.provider.envelope import split
from onrecord.storage.asks import Lapsed, lapsed
from onrecord.storage.capabilities import read_capabilities
from onrecord.sync.asking import Asking
from onrecord.sync.parts import tellers


def reask(errand: Errand, asking: Asking) -> Effect | None:
    """Handle a `reask` errand {activity_id}; the answers are kept in the transaction that ends it.

    A 404 about the activity is an answer, and is kept. ProviderHasNot means that this surface has no such route.
    """
    activity_id = str(errand.payload["activity_id"])
    with asking.database.reading() as conn:
        wanted = lapsed(conn, asking.workspace_id, activity_id)
        known = read_capabilities(conn, asking.workspace_id)
    if wanted is None:
        return None
    dated = known.get((Ability.SURFACE, Surface.DATED))
    surfaces = [Surface.V1] if dated and dated.verdict == Verdict.NO else [Surface.DATED, Surface.V1]
    answers = _ask_first_that_knows(asking, surfaces, activity_id, wanted)

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
