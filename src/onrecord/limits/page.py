"""The page about limits, shaped for eyes: sentences and dates instead of verdicts and milliseconds."""

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.domain.capability import CapabilityChange, Surface, Verdict
from onrecord.domain.recovery import Recovery
from onrecord.limits.catalogue import ENTRIES, Bears, Entry
from onrecord.limits.overview import Limit, Overview
from onrecord.limits.published import Published, say_changes
from onrecord.limits.words import KINDS, SURFACES, say_impact, say_origin, say_recovery, say_tested, say_verdict
from onrecord.views.times import Moments

COLUMNS = (Surface.DATED, Surface.V1, Surface.HOOKS)
TONES = {Verdict.YES: "good", Verdict.PARTLY: "half", Verdict.UNKNOWN: "open"}


@dataclass(frozen=True, slots=True)
class Line:
    """One limit in a list. `tone`: good, half, open or bad."""

    name: str
    title: str
    status: str
    tone: str
    costs: str
    loss: str
    meanwhile: str


@dataclass(frozen=True, slots=True)
class Found:
    """One piece of evidence. `version` and `tested` are empty where they say nothing."""

    kind: str
    status: str
    detail: str
    when: str
    version: str
    tested: str
    decides: bool


@dataclass(frozen=True, slots=True)
class OnSurface:
    surface: str
    status: str
    tone: str
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """One line of the change log; `tone` is that of whose change it was."""

    name: str
    title: str
    surface: str
    before: str
    after: str
    whose: str
    tone: str
    how: str
    when: str


@dataclass(frozen=True, slots=True)
class Day:
    """What turned on one surface on one day, by whose change."""

    when: str
    surface: str
    whose: str
    tone: str
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class CameBack:
    """What came back when a limit fell: which limit, how much, since when, and whether it is over."""

    name: str
    title: str
    says: str
    since: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class Document:
    """A specification that the provider publishes, and on each day the sentences of what changed in it."""

    surface: str
    url: str
    read: str
    days: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class News:
    """A member of the provider's answers that nobody knows yet and that looks like something we wait for."""

    field: str
    operation: str
    answers: int
    since: str


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on `/limits`; `headline` is the one sentence that most people come for."""

    headline: str
    news: tuple[News, ...]
    costly: tuple[Line, ...]
    folded: tuple[tuple[str, tuple[Line, ...]], ...]
    days: tuple[Day, ...]
    came_back: tuple[CameBack, ...]
    documents: tuple[Document, ...]
    account: str
    checked: str


@dataclass(frozen=True, slots=True)
class OneLimit:
    """What stands on `/limits/NAME`."""

    line: Line
    entry: Entry
    surfaces: tuple[OnSurface, ...]
    turns: tuple[Turn, ...]
    came_back: tuple[CameBack, ...]
    account: str
    checked: str
    review: str


def page_of(overview: Overview, times: Moments) -> Page:
    checked = max((one.checked_ms for one in overview.limits if one.checked_ms is not None), default=None)
    return Page(
        headline=_headline(overview),
        news=tuple(
            News(one.field, one.operation, one.answers, times.calendar(one.first_ms)) for one in overview.published.news
        ),
        costly=_lines(overview.costly, times),
        folded=tuple((title, _lines(limits, times)) for title, limits in folded(overview) if limits),
        days=_turned_days(_turns(overview.turned, times)),
        came_back=_came_back(overview.recoveries, times),
        documents=_documents(overview.published, times),
        account=_account(overview),
        checked="" if checked is None else times.moment(checked),
    )


def page_of_one(overview: Overview, limit: Limit, times: Moments) -> OneLimit:
    name = limit.entry.name
    return OneLimit(
        line=_line(limit, times),
        entry=limit.entry,
        surfaces=tuple(_on_surface(limit, surface, times) for surface in COLUMNS if surface in limit.entry.surfaces),
        turns=_turns([change for change in overview.turned if change.name == name], times),
        came_back=_came_back([one for one in overview.recoveries if one.name == name], times),
        account=_account(overview),
        checked="" if limit.checked_ms is None else times.moment(limit.checked_ms),
        review="" if limit.review_ms is None else times.calendar(limit.review_ms),
    )


def folded(overview: Overview) -> Sequence[tuple[str, Sequence[Limit]]]:
    """What does not stand in the foreground, under its titles."""
    return (
        ("Has to be done in Quo itself", overview.borne_by(Bears.PEOPLE)),
        ("Onrecord makes up for it", overview.borne_by(Bears.ONRECORD)),
        ("Not to be had, and nothing here is known to lack it", overview.borne_by(Bears.RECORD)),
        ("We can't tell", overview.unsure),
        ("Works", overview.working),
    )


def _headline(overview: Overview) -> str:
    costly = len(overview.costly)
    if not overview.changes:
        return "Nothing is known yet: Quo was not asked so far."
    if not costly:
        return "Nothing on record is known to lack anything that Quo keeps back."
    if costly == 1:
        return "One limitation of Quo costs you something today."
    return f"{costly} limitations of Quo cost you something today."


def _lines(limits: Sequence[Limit], times: Moments) -> tuple[Line, ...]:
    return tuple(_line(one, times) for one in limits)


def _line(limit: Limit, times: Moments) -> Line:
    return Line(
        name=limit.entry.name,
        title=limit.entry.title,
        status=say_verdict(limit.verdict),
        tone=_tone(limit.verdict),
        costs=say_impact(limit.impact, times) if limit.impact and limit.impact.count else "",
        loss=limit.entry.loss,
        meanwhile=limit.entry.meanwhile,
    )


def _tone(verdict: str) -> str:
    return TONES.get(Verdict(verdict), "bad")


def _on_surface(limit: Limit, surface: str, times: Moments) -> OnSurface:
    standing = limit.on.get(surface)
    if standing is None:
        return OnSurface(SURFACES[surface], say_verdict(Verdict.UNKNOWN), "open", ())
    found = tuple(
        Found(
            kind=KINDS[one.kind],
            status=say_verdict(one.verdict),
            detail=one.detail,
            when=times.moment(one.at_ms),
            version=one.version,
            tested=say_tested(one.tested),
            decides=one is standing.decides,
        )
        for one in standing.heard
    )
    return OnSurface(SURFACES[surface], say_verdict(standing.verdict), _tone(standing.verdict), found)


def _turns(changes: Sequence[CapabilityChange], times: Moments) -> tuple[Turn, ...]:
    """The last first."""
    return tuple(
        Turn(
            name=change.name,
            title=ENTRIES[change.name].title,
            surface=SURFACES.get(change.surface, change.surface),
            before=say_verdict(change.before or Verdict.UNKNOWN),
            after=say_verdict(change.after),
            whose=say_origin(change.before, change.after, change.origin),
            tone=change.origin or "",
            how=change.evidence,
            when=times.calendar(change.at_ms),
        )
        for change in changes
    )


def _turned_days(turns: Sequence[Turn]) -> tuple[Day, ...]:
    """A surface that comes turns two dozen things at once: that is one line."""
    together: dict[tuple[str, str, str, str], list[Turn]] = {}
    for turn in turns:
        together.setdefault((turn.when, turn.surface, turn.whose, turn.tone), []).append(turn)
    return tuple(Day(*alike, tuple(found)) for alike, found in together.items())


def _came_back(recoveries: Sequence[Recovery], times: Moments) -> tuple[CameBack, ...]:
    """The last first; one that is over and brought nothing is not worth a line."""
    return tuple(
        CameBack(
            name=one.name,
            title=ENTRIES[one.name].title,
            says=say_recovery(one),
            since=times.calendar(one.began_ms),
            is_over=one.finished_ms is not None,
        )
        for one in recoveries
        if one.name in ENTRIES and (one.recovered or one.finished_ms is None)
    )


def _documents(published: Published, times: Moments) -> tuple[Document, ...]:
    return tuple(
        Document(
            surface=SURFACES[edition.surface],
            url=edition.url,
            read=times.calendar(edition.last_seen_ms),
            days=tuple(
                (day, tuple(said)) for day, said in say_changes(published, edition.surface, times.calendar).items()
            ),
        )
        for edition in published.editions
    )


def _account(overview: Overview) -> str:
    account = overview.account
    return "" if account is None else f"{account.name} ({account.id})" if account.name else account.id
