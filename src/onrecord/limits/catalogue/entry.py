"""What an entry of the catalogue says."""

from dataclasses import dataclass
from enum import StrEnum

from onrecord.domain.capability import Surface

REST = (Surface.DATED, Surface.V1)
EVERYWHERE = (Surface.DATED, Surface.V1, Surface.HOOKS)


class Bears(StrEnum):
    """Who bears it when something cannot be had: the record lacks it, people have to do it at the provider's, or
    Onrecord makes up for it.
    """

    RECORD = "record"
    PEOPLE = "people"
    ONRECORD = "onrecord"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a business would like to have from its provider.

    `loss`: what it costs its people where it cannot be had. `meanwhile`: what they can do. `reference`: the
    operations of the provider's API that it is about. `specified`, `asked`, `seen`: how a specification, a question
    and what came for this account decide; empty where that kind of evidence can say nothing. `surfaces`: where it
    could be had at all. `review_days`: how soon to look again while it cannot be had.
    """

    name: str
    title: str
    bears: Bears
    loss: str
    meanwhile: str
    reference: tuple[str, ...]
    specified: str
    asked: str = ""
    seen: str = ""
    surfaces: tuple[str, ...] = REST
    review_days: int = 30
