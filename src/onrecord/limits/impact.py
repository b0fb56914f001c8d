"""What each limitation costs this workspace, counted in its own record.

A counter answers with a number, of how many, and why; `says` is a sentence with `{count}` and `{of}` in it. The
words for the reasons are in `words`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from onrecord.domain.activity import Word
from onrecord.domain.artefact import ArtefactKind, ArtefactState
from onrecord.storage import counts, impacts, limits
from onrecord.storage.gaps import missing_activities
from onrecord.storage.impacts import PartCount


@dataclass(frozen=True, slots=True)
class Impact:
    """`says_one` is the sentence where it is one; `reasons` are `{why: how many}`, the most frequent first."""

    count: int
    of: int | None
    says: str
    says_one: str
    reasons: tuple[tuple[str, int], ...] = ()
    since_ms: int | None = None


Counted = Callable[[Connection, int], Impact]


def impact_of(conn: Connection, workspace_id: int, name: str) -> Impact | None:
    """None where nothing in the record could show it."""
    counter = COUNTERS.get(name)
    return counter(conn, workspace_id) if counter else None


def _media(conn: Connection, workspace_id: int) -> Impact:
    doubts = impacts.picture_doubts(conn, workspace_id, asked_in_vain=False)
    reasons = {"bare": doubts.bare, "with_text": doubts.messages - doubts.bare}
    return Impact(
        doubts.messages,
        impacts.count_messages(conn, workspace_id),
        "{count} of {of} messages may lack pictures",
        "{count} of {of} messages may lack pictures",
        _ordered(reasons) if doubts.bare else (),
        doubts.since_ms,
    )


def _old_media(conn: Connection, workspace_id: int) -> Impact:
    doubts = impacts.picture_doubts(conn, workspace_id, asked_in_vain=True)
    return Impact(
        doubts.messages,
        impacts.count_messages(conn, workspace_id),
        "{count} of {of} messages are from before that day, and may have had pictures",
        "{count} of {of} messages is from before that day, and may have had pictures",
        since_ms=doubts.since_ms,
    )


def _voicemail(conn: Connection, workspace_id: int) -> Impact:
    counted = [one for one in impacts.count_part(conn, workspace_id, ArtefactKind.VOICEMAIL) if one.word is not None]
    lost = [one for one in counted if one.state != ArtefactState.KEPT and one.word != Word.NONE]
    return Impact(
        sum(one.calls for one in lost),
        sum(one.calls for one in counted),
        "{count} of {of} calls that nobody took may have a voicemail that is not here",
        "{count} of {of} calls that nobody took may have a voicemail that is not here",
        _tally(lost),
    )


def _recordings(conn: Connection, workspace_id: int) -> Impact:
    return _part(conn, workspace_id, ArtefactKind.RECORDING, "recording")


def _transcripts(conn: Connection, workspace_id: int) -> Impact:
    return _part(conn, workspace_id, ArtefactKind.TRANSCRIPT, "transcript")


def _summaries(conn: Connection, workspace_id: int) -> Impact:
    return _part(conn, workspace_id, ArtefactKind.SUMMARY, "summary")


def _part(conn: Connection, workspace_id: int, kind: str, noun: str) -> Impact:
    counted = impacts.count_part(conn, workspace_id, kind)
    lacking = [one for one in counted if one.state != ArtefactState.KEPT]
    return Impact(
        sum(one.calls for one in lacking),
        sum(one.calls for one in counted),
        f"{{count}} of {{of}} calls have no {noun}",
        f"{{count}} of {{of}} calls has no {noun}",
        _tally(lacking),
    )


def _tally(counted: Iterable[PartCount]) -> tuple[tuple[str, int], ...]:
    reasons: Counter[str] = Counter()
    for one in counted:
        reasons[_why(one)] += one.calls
    return _ordered(reasons)


def _why(one: PartCount) -> str:
    """A reason of the artefact where there is one, else of the word, else that it cannot belong to the call."""
    if one.state is not None:
        return one.state_reason or one.state
    if one.word is None:
        return "never_answered"
    if one.word == Word.NONE:
        return "not_made"
    return one.reason or "not_told"


def _group_calls(conn: Connection, workspace_id: int) -> Impact:
    groups = limits.count_groups(conn, workspace_id)
    says = "{count} of {of} conversations {are} with several people; what they said on the phone is not listed"
    return _of_conversations(conn, workspace_id, groups, says)


def _group_messages(conn: Connection, workspace_id: int) -> Impact:
    unread = limits.count_unread_groups(conn, workspace_id)
    says = "{count} of {of} conversations {are} with several people and {show} nothing of what was written"
    return _of_conversations(conn, workspace_id, unread, says)


def _hidden_callers(conn: Connection, workspace_id: int) -> Impact:
    hidden = limits.count_unreadable_conversations(conn, workspace_id)
    says = "{count} of {of} conversations {are} with a short code or a hidden caller and {show} nothing"
    return _of_conversations(conn, workspace_id, hidden, says)


def _conversation_state(conn: Connection, workspace_id: int) -> Impact:
    known = limits.count_conversations(conn, workspace_id)
    says = "{count} conversations {show} neither whether they were read nor whether they are done"
    return _of_conversations(conn, workspace_id, known, says)


def _without_counterpart(conn: Connection, workspace_id: int) -> Impact:
    known = limits.count_conversations(conn, workspace_id)
    return _of_conversations(conn, workspace_id, known, "{count} conversations {are} asked for one by one")


def _of_conversations(conn: Connection, workspace_id: int, count: int, says: str) -> Impact:
    of = limits.count_conversations(conn, workspace_id)
    many = says.replace("{are}", "are").replace("{show}", "show")
    one = says.replace("{are}", "is").replace("{show}", "shows")
    return Impact(count, of, many, one)


def _single_call(conn: Connection, workspace_id: int) -> Impact:
    known = sum(1 for _ in missing_activities(conn, workspace_id))
    return Impact(
        known,
        None,
        "{count} calls or messages are known by their id and nothing else",
        "{count} call or message is known by its id and nothing else",
    )


def _durations(conn: Connection, workspace_id: int) -> Impact:
    none, answered = impacts.count_without_length(conn, workspace_id)
    disputed = impacts.count_disputed(conn, workspace_id, "duration_seconds")
    return Impact(
        none + disputed,
        answered,
        "{count} of {of} answered calls have a length that cannot be right or is disputed",
        "{count} of {of} answered calls has a length that cannot be right or is disputed",
        _ordered({"no_length": none, "two_lengths": disputed}),
    )


def _ai_calls(conn: Connection, workspace_id: int) -> Impact:
    known = impacts.count_ai_calls(conn, workspace_id)
    calls = impacts.count_calls(conn, workspace_id)
    return Impact(
        known,
        calls,
        "{count} of {of} calls are known to have been taken by the AI agent",
        "{count} of {of} calls is known to have been taken by the AI agent",
    )


def _nameless(conn: Connection, workspace_id: int) -> Impact:
    nameless = limits.count_nameless_numbers(conn, workspace_id)
    return Impact(
        nameless,
        limits.count_outside_numbers(conn, workspace_id),
        "{count} of {of} people who wrote or called show as a bare number",
        "{count} of {of} people who wrote or called shows as a bare number",
    )


def _caller_names(conn: Connection, workspace_id: int) -> Impact:
    nameless = limits.count_nameless_calls(conn, workspace_id)
    calls = impacts.count_calls(conn, workspace_id)
    return Impact(
        nameless, calls, "{count} of {of} calls show a bare number", "{count} of {of} calls shows a bare number"
    )


def _contact_numbers(conn: Connection, workspace_id: int) -> Impact:
    bare, cards = impacts.count_bare_cards(conn, workspace_id)
    return Impact(
        bare, cards, "{count} of {of} contacts have no phone number", "{count} of {of} contacts has no phone number"
    )


def _sending(conn: Connection, workspace_id: int) -> Impact:
    sent, _ = impacts.count_sent(conn, workspace_id)
    return Impact(sent, None, "{count} texts were sent, all of them in Quo", "{count} text was sent, in Quo")


def _sending_pictures(conn: Connection, workspace_id: int) -> Impact:
    sent, pictured = impacts.count_sent(conn, workspace_id)
    return Impact(
        pictured, sent, "{count} of {of} texts that you sent had a picture", "{count} of {of} texts had a picture"
    )


def _placing_calls(conn: Connection, workspace_id: int) -> Impact:
    called = impacts.count_called(conn, workspace_id)
    return Impact(called, None, "{count} calls were made, all of them in Quo", "{count} call was made, in Quo")


def _late_changes(conn: Connection, workspace_id: int) -> Impact:
    told = impacts.count_told_twice(conn, workspace_id)
    return Impact(
        told,
        None,
        "{count} messages and calls changed after they were first told",
        "{count} message or call changed after it was first told",
    )


def _file_links(conn: Connection, workspace_id: int) -> Impact:
    died = impacts.count_died_links(conn, workspace_id)
    return Impact(died, None, "{count} files wait for a fresh link", "{count} file waits for a fresh link")


def _rate(conn: Connection, workspace_id: int) -> Impact:
    run = counts.last_run(conn, workspace_id) or {}
    requests, too_many = int(str(run.get("requests") or 0)), int(str(run.get("too_many") or 0))
    return Impact(
        too_many,
        requests,
        "{count} of {of} questions of the last sync were refused as too many at once",
        "{count} of {of} questions of the last sync was refused as too many at once",
    )


def _ordered(reasons: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(((why, n) for why, n in reasons.items() if n), key=lambda pair: (-pair[1], pair[0])))


COUNTERS: Mapping[str, Counted] = {
    "media": _media,
    "old_media": _old_media,
    "group_messages": _group_messages,
    "conversation_state": _conversation_state,
    "sending": _sending,
    "sending_pictures": _sending_pictures,
    "voicemail": _voicemail,
    "recordings": _recordings,
    "transcripts": _transcripts,
    "summaries": _summaries,
    "group_calls": _group_calls,
    "single_call": _single_call,
    "durations": _durations,
    "ai_calls": _ai_calls,
    "placing_calls": _placing_calls,
    "contact_listing": _nameless,
    "contact_numbers": _contact_numbers,
    "caller_names": _caller_names,
    "hidden_callers": _hidden_callers,
    "list_without_counterpart": _without_counterpart,
    "late_changes": _late_changes,
    "file_links": _file_links,
    "rate": _rate,
}
"""By the name of the entry."""
