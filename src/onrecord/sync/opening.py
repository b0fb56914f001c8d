"""The first question of a run: which surface is there, and which lines."""

from collections.abc import Callable
from typing import NamedTuple

from onrecord.domain.capability import Surface, Verdict
from onrecord.domain.errors import ProviderError, ProviderForbids, ProviderHasNot, ProviderRefusedKey, ProviderRejects
from onrecord.limits import verdicts
from onrecord.limits.evidence import Evidence
from onrecord.limits.routes import Ability
from onrecord.provider.envelope import Page
from onrecord.sync.asking import Asking, Stop
from onrecord.sync.chain import Chain
from onrecord.sync.lists import Lists
from onrecord.sync.plan import CANNOT, choose_surface
from onrecord.sync.walk import follow


class Opening(NamedTuple):
    """`stopped` says why there is nothing to go on with. `lines_began_ms`: when each line was made."""

    surface: str
    lines_began_ms: list[int]
    stopped: ProviderError | None = None


def first_question(
    asking: Asking, lists: Callable[[], Lists], evidence: Evidence, road: str, run_id: int, stop: Stop
) -> Opening:
    """Ask the surfaces that the road allows, the better one first; the lines are kept.

    Raises ProviderRefusedKey, because no other surface would take the key either.
    """
    surface = choose_surface(road, None, None)
    opening = _try(asking, lists(), evidence, surface or Surface.DATED, run_id, stop)
    if opening.stopped is None or evidence.verdict(Ability.SURFACE, opening.surface) not in CANNOT:
        return opening
    other = choose_surface(road, Verdict.NO, None)
    if other is None or other == opening.surface:
        return opening
    return _try(asking, lists(), evidence, other, run_id, stop)


def _try(asking: Asking, lists: Lists, evidence: Evidence, surface: str, run_id: int, stop: Stop) -> Opening:
    chain = lists.lines() if surface == Surface.DATED else lists.v1_first()
    began: list[int] = []

    def note(_chain: Chain, page: Page) -> None:
        began.extend(item.at_ms for item in page.items if item.at_ms is not None)

    try:
        follow(chain, asking, run_id, stop, note)
    except ProviderRefusedKey:
        raise
    except (ProviderHasNot, ProviderRejects, ProviderForbids) as error:
        evidence.note(verdicts.refused(surface, chain.operation, error, asking.client.provider_now_ms()))
        return Opening(surface, [], error)
    except ProviderError as error:
        return Opening(surface, [], error)
    evidence.note(verdicts.answered(surface, chain.operation, asking.client.provider_now_ms()))
    return Opening(surface, began)
