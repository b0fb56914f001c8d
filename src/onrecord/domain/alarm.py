"""What somebody should hear of without looking: rules over one look at the house, and what opens and closes. Pure.

A rule says what is wrong now; nobody switches an alarm off. It opens when a rule first names it, and closes by itself
when no rule has named it for a while.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from onrecord.domain.clock import DAY, HOUR, MINUTE

CALM_MS = 2 * MINUTE
BACKLOG_MS = 10 * MINUTE
AWAY_MS = 15 * MINUTE
GRACE_MS = 10 * MINUTE
"""How long a delivery may take: the provider's third attempt comes five minutes after the first."""
SIGNATURES_MS = HOUR
NEWS_MS = 7 * DAY
FEW_REFUSALS = 3
LASTING_ATTEMPTS = 5
"""From the fifth failure on: some thirteen minutes after the first, by the one retry policy."""
LEAST_FREE_BYTES = 1_000_000_000
LEAST_FREE_SHARE = 0.1


class AlarmKind(StrEnum):
    KEY = "key_refused"
    PROVIDER = "provider_away"
    SILENCE = "hook_silent"
    LOSS = "hook_loses"
    SIGNATURES = "signatures_fail"
    BACKLOG = "backlog_grows"
    FILES = "files_fail"
    DISK = "disk_full"
    LIMIT = "limit_turned"
    STUCK = "list_unfinished"


@dataclass(frozen=True, slots=True)
class Alarm:
    """`key` tells alarms of one kind apart; `detail` holds numbers and names for the words, never a secret."""

    kind: str
    key: str = ""
    detail: Mapping[str, object] = field(default_factory=dict)

    @property
    def name(self) -> tuple[str, str]:
        return self.kind, self.key


@dataclass(frozen=True, slots=True)
class Waiting:
    """Work that waits: how much, and since when the oldest of it (None: there is none)."""

    count: int = 0
    oldest_ms: int | None = None


NOTHING = Waiting()


@dataclass(frozen=True, slots=True)
class Room:
    """Space on the disk of one place, in bytes."""

    place: str
    free_bytes: int
    total_bytes: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """Since when asking the provider fails without a success between, and whether it is the key that it refuses."""

    since_ms: int
    key_refused: bool


@dataclass(frozen=True, slots=True)
class Stuck:
    """A list or route on which every run fails, from `since_ms` to `last_ms`; `why` is what was answered last."""

    surface: str
    operation: str
    since_ms: int
    last_ms: int
    why: str


@dataclass(frozen=True, slots=True)
class Undelivered:
    """What the poll found, that a hook should have told and has not.

    `silent` happened after everything that was told directly; `lost` is what neither a hook nor the delivery log has
    told although later things came. Each with how many, and since when.
    """

    hook: str
    silent: Waiting = NOTHING
    lost: Waiting = NOTHING


@dataclass(frozen=True, slots=True)
class Turn:
    """A limit that fell (`better`) or was lost. `title` is its name in a person's words, where it has any."""

    name: str
    surface: str
    better: bool
    at_ms: int
    title: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """Everything that the rules judge, at one moment. What is not looked at stays at its default and is calm.

    `watched_ms` is when the watch began: what waited while nobody worked is no backlog yet.
    """

    now_ms: int
    watched_ms: int = 0
    rooms: Sequence[Room] = ()
    to_fold: Waiting = NOTHING
    due: Waiting = NOTHING
    files_failing: int = 0
    trouble: Trouble | None = None
    stuck: Sequence[Stuck] = ()
    undelivered: Sequence[Undelivered] = ()
    badly_signed: Waiting = NOTHING
    turns: Sequence[Turn] = ()


Rule = Callable[[Look], Iterator[Alarm]]


def _key(look: Look) -> Iterator[Alarm]:
    if look.trouble is not None and look.trouble.key_refused:
        yield Alarm(AlarmKind.KEY, detail={"since_ms": look.trouble.since_ms})


def _provider(look: Look) -> Iterator[Alarm]:
    trouble = look.trouble
    if trouble is not None and not trouble.key_refused and look.now_ms - trouble.since_ms >= AWAY_MS:
        yield Alarm(AlarmKind.PROVIDER, detail={"since_ms": trouble.since_ms})


def _stuck(look: Look) -> Iterator[Alarm]:
    for one in look.stuck:
        if is_stuck(one, look.now_ms):
            detail = {"operation": one.operation, "since_ms": one.since_ms, "why": one.why}
            yield Alarm(AlarmKind.STUCK, f"{one.surface} {one.operation}", detail)


def _silence(look: Look) -> Iterator[Alarm]:
    for one in look.undelivered:
        if one.silent.count:
            yield Alarm(AlarmKind.SILENCE, one.hook, _counted(one.silent))


def _loss(look: Look) -> Iterator[Alarm]:
    for one in look.undelivered:
        if one.lost.count and not one.silent.count:
            yield Alarm(AlarmKind.LOSS, one.hook, _counted(one.lost))


def _signatures(look: Look) -> Iterator[Alarm]:
    if is_refusing(look.badly_signed):
        yield Alarm(AlarmKind.SIGNATURES, detail=_counted(look.badly_signed))


def _backlog(look: Look) -> Iterator[Alarm]:
    for key, waiting in (("fold", look.to_fold), ("errands", look.due)):
        if waiting.oldest_ms is not None and look.now_ms - max(waiting.oldest_ms, look.watched_ms) >= BACKLOG_MS:
            yield Alarm(AlarmKind.BACKLOG, key, _counted(waiting))


def _files(look: Look) -> Iterator[Alarm]:
    if look.files_failing:
        yield Alarm(AlarmKind.FILES, detail={"count": look.files_failing})


def _disk(look: Look) -> Iterator[Alarm]:
    for room in look.rooms:
        if is_short(room):
            yield Alarm(AlarmKind.DISK, room.place, {"free_bytes": room.free_bytes, "total_bytes": room.total_bytes})


def _limits(look: Look) -> Iterator[Alarm]:
    for turn in look.turns:
        if look.now_ms - turn.at_ms < NEWS_MS:
            named = {"name": turn.name, "title": turn.title}
            detail = {**named, "surface": turn.surface, "better": turn.better, "since_ms": turn.at_ms}
            yield Alarm(AlarmKind.LIMIT, f"{turn.surface} {turn.name}", detail)


def _counted(waiting: Waiting) -> dict[str, object]:
    return {"count": waiting.count, "since_ms": waiting.oldest_ms}


RULES: tuple[Rule, ...] = (_key, _provider, _stuck, _silence, _loss, _signatures, _backlog, _files, _disk, _limits)


def is_stuck(one: Stuck, now_ms: int) -> bool:
    """Whether it failed more than once, over as long as a provider may be away: one failed run is no alarm."""
    return one.last_ms > one.since_ms and now_ms - one.since_ms >= AWAY_MS


def is_refusing(badly_signed: Waiting) -> bool:
    """Whether so many deliveries bore a wrong signature that it is no accident."""
    return badly_signed.count >= FEW_REFUSALS


def is_short(room: Room) -> bool:
    """Whether the disk fills: less than a gigabyte is free, or of a small disk less than a tenth."""
    return room.free_bytes < min(LEAST_FREE_BYTES, room.total_bytes * LEAST_FREE_SHARE)


def alarms(look: Look) -> list[Alarm]:
    """What is wrong now, in the order in which somebody should care."""
    return [alarm for rule in RULES for alarm in rule(look)]


@dataclass(frozen=True, slots=True)
class Known:
    """An alarm that is open: `seen_ms` is when a rule last named it."""

    id: int
    kind: str
    key: str
    seen_ms: int


@dataclass(frozen=True, slots=True)
class Turned:
    """What to write: alarms that open, those still on (with their id), and the ids of those that are over."""

    opened: Sequence[Alarm]
    still: Sequence[tuple[int, Alarm]]
    closed: Sequence[int]


def turned(known: Iterable[Known], found: Sequence[Alarm], now_ms: int, *, watched_ms: int) -> Turned:
    """Compare what is open with what is wrong now. `watched_ms` is when the watch began: what nobody watched was not
    calm, and a house that has just started has asked nobody yet.
    """
    open_ones = {(one.kind, one.key): one for one in known}
    named = {alarm.name for alarm in found}

    def is_calm(one: Known) -> bool:
        return now_ms - max(one.seen_ms, watched_ms) >= CALM_MS

    return Turned(
        opened=[alarm for alarm in found if alarm.name not in open_ones],
        still=[(open_ones[alarm.name].id, alarm) for alarm in found if alarm.name in open_ones],
        closed=[one.id for name, one in open_ones.items() if name not in named and is_calm(one)],
    )
