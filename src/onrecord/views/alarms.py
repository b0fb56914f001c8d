"""Alarms in words: what is wrong, why it matters, what to do. The same on the screen, by e-mail and by webhook."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from onrecord.domain.alarm import AlarmKind
from onrecord.storage.alarms import Raised
from onrecord.views.times import Moments


class SaidAlarm(NamedTuple):
    """`title` fits a subject line; `why` and `todo` are sentences; `good` is news and nothing to mend."""

    title: str
    why: str
    todo: str
    good: bool = False


class ShownAlarm(NamedTuple):
    """One alarm for a screen; `over` is empty while it is on."""

    said: SaidAlarm
    since: str
    over: str


Detail = Mapping[str, object]


def show_alarms(raised: list[Raised], times: Moments) -> list[ShownAlarm]:
    return [
        ShownAlarm(
            say_alarm(one.kind, one.key, one.detail),
            times.moment(since_ms(one)),
            times.moment(one.closed_ms) if one.closed_ms is not None else "",
        )
        for one in raised
    ]


def show_open_alarms(raised: list[Raised], times: Moments) -> list[ShownAlarm]:
    """What is to be mended first, news after it."""
    return sorted(show_alarms(raised, times), key=lambda one: one.said.good)


def since_ms(raised: Raised) -> int:
    """Since when it is so, where that is known; else since when it is known."""
    began_ms = raised.detail.get("since_ms") if raised.kind in _BEGAN_BEFORE else None
    return began_ms if isinstance(began_ms, int) else raised.opened_ms


def say_alarm(kind: str, key: str, detail: Detail) -> SaidAlarm:
    """A kind that this version does not know is told by its name."""
    say = _SAYINGS.get(kind)
    if say is None:
        return SaidAlarm(kind.replace("_", " ").capitalize(), "", "See the status page.")
    return say(key, detail)


def _key(_key: str, _detail: Detail) -> SaidAlarm:
    return SaidAlarm(
        "Quo refuses the API key",
        "Nothing new can be asked for. What Quo sends by itself still arrives.",
        "Make a new API key in Quo (Workspace settings, API), set ONRECORD_QUO_API_KEY and start Onrecord again.",
    )


def _provider(_key: str, _detail: Detail) -> SaidAlarm:
    return SaidAlarm(
        "Quo does not answer",
        "It is asked again every minute; nothing is lost meanwhile, it only comes later.",
        "Check this machine's network. If it works, look at Quo's status page.",
    )


def _stuck(_key: str, detail: Detail) -> SaidAlarm:
    operation = str(detail.get("operation", ""))
    return SaidAlarm(
        f"Quo fails when asked for {_ASKED_FOR.get(operation, operation)}",
        f"Every attempt ended in an error, at last «{detail.get('why', '')}». What was told since and is not on record"
        " yet comes when Quo answers again.",
        "It is asked again every five minutes. If it lasts, look at Quo's status page, and tell Quo's support what was"
        " asked and answered.",
    )


_ASKED_FOR = {
    "GET /phone-numbers": "the list of phone numbers",
    "GET /v1/phone-numbers": "the list of phone numbers",
    "GET /users": "the list of teammates",
    "GET /v1/users": "the list of teammates",
    "GET /organization": "the account",
    "GET /v1/contacts": "the list of contacts",
    "GET /conversations": "the list of conversations",
    "GET /v1/conversations": "the list of conversations",
    "GET /messages": "the list of texts",
    "GET /v1/messages": "the list of texts",
    "GET /calls": "the list of calls",
    "GET /v1/calls": "the list of calls",
    "GET /calls/{callId}/recordings": "recordings",
    "GET /v1/call-recordings/{callId}": "recordings",
    "GET /calls/{callId}/transcripts": "transcripts",
    "GET /v1/call-transcripts/{id}": "transcripts",
    "GET /v1/call-summaries/{callId}": "summaries",
    "GET /v1/call-voicemails/{callId}": "voicemails",
}
_BEGAN_BEFORE = frozenset({AlarmKind.KEY, AlarmKind.PROVIDER, AlarmKind.STUCK})


def _silence(_key: str, detail: Detail) -> SaidAlarm:
    return SaidAlarm(
        "Quo has stopped telling us what happens",
        f"{_count(detail, 'message or call', 'messages and calls')} had to be found by asking, and nothing newer was"
        " delivered. They are on record, but things now come minutes later.",
        "Run `onrecord doctor`: it tries the public address and the webhook from the outside in.",
    )


def _loss(_key: str, detail: Detail) -> SaidAlarm:
    return SaidAlarm(
        "Quo did not tell us of everything",
        f"{_count(detail, 'message or call was', 'messages and calls were')} found by asking that neither a delivery"
        " nor Quo's delivery log told of. They are on record.",
        "Nothing has to be done for the record. If it happens again, tell Quo's support.",
    )


def _signatures(_key: str, detail: Detail) -> SaidAlarm:
    return SaidAlarm(
        "Deliveries with a wrong signature are refused",
        f"{_count(detail, 'delivery', 'deliveries')} in the last hour bore no signature that we know.",
        "If the webhook's secret was changed, run `onrecord hooks rotate`; if not, somebody else tries the address.",
    )


def _backlog(key: str, detail: Detail) -> SaidAlarm:
    what = "what was received is not yet turned into records" if key == "fold" else "background work waits"
    return SaidAlarm(
        "Background work does not keep up",
        f"For more than ten minutes {what}: {_number(detail, 'count'):,} waiting.",
        "See whether the machine is overloaded and whether `onrecord serve` runs; the log says what fails.",
    )


def _files(_key: str, detail: Detail) -> SaidAlarm:
    return SaidAlarm(
        "Some files could not be fetched",
        f"{_count(detail, 'file', 'files')}: tried again and again for a quarter of an hour or longer.",
        "See `onrecord gaps` for which and why. Each is tried again by itself, in the end once a day.",
    )


def _disk(key: str, detail: Detail) -> SaidAlarm:
    free = _number(detail, "free_bytes") / 1_000_000_000
    return SaidAlarm(
        "The disk is nearly full",
        f"{free:.1f} GB are left where the {key} is kept. When it is full, nothing more can be saved.",
        "Make room, or move the home to a larger disk.",
    )


def _limit(_key: str, detail: Detail) -> SaidAlarm:
    name = str(detail.get("title") or detail.get("name", "")).replace("_", " ")
    if detail.get("better"):
        return SaidAlarm(
            f"Quo now gives more: {name}",
            "What it had held back is being asked for again.",
            "Nothing has to be done; «What Quo lets us get» shows what comes back.",
            good=True,
        )
    return SaidAlarm(
        f"Quo now gives less: {name}",
        "What depends on it is asked for another way, where there is one.",
        "See «What Quo lets us get» for what it means and what to do about it.",
    )


_SAYINGS: dict[str, Callable[[str, Detail], SaidAlarm]] = {
    AlarmKind.KEY: _key,
    AlarmKind.PROVIDER: _provider,
    AlarmKind.STUCK: _stuck,
    AlarmKind.SILENCE: _silence,
    AlarmKind.LOSS: _loss,
    AlarmKind.SIGNATURES: _signatures,
    AlarmKind.BACKLOG: _backlog,
    AlarmKind.FILES: _files,
    AlarmKind.DISK: _disk,
    AlarmKind.LIMIT: _limit,
}


def _count(detail: Detail, one: str, several: str) -> str:
    count = _number(detail, "count")
    return f"{count:,} {one if count == 1 else several}"


def _number(detail: Detail, name: str) -> int:
    value = detail.get(name)
    return int(value) if isinstance(value, int | float) else 0
