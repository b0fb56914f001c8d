"""What the provider's published specification promises: one rule for each capability. Pure.

A promise is the weakest evidence: it says what should be had, and what nobody even claims can be had. Of what a
document leaves unclear, and of what no document can say, the verdict is `unknown`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from onrecord.domain.capability import Surface, Verdict
from onrecord.provider.specification import Member, Operation, Specification
from onrecord.provider.specification.outline import Part

YES, PARTLY, NO, UNKNOWN = Verdict.YES, Verdict.PARTLY, Verdict.NO, Verdict.UNKNOWN


class Specified(NamedTuple):
    """What a document says about one capability on one surface. `detail` is a sentence for a person."""

    name: str
    surface: str
    verdict: Verdict
    detail: str


Saying = tuple[Verdict, str]


@dataclass(frozen=True, slots=True)
class _Names:
    """How one surface calls what both have. An empty name: this surface has no such question."""

    calls: str
    call: str
    messages: str
    recordings: str
    transcripts: str
    conversations: str
    contacts: str
    tasks: str
    send: str


_NAMES = {
    Surface.V1: _Names(
        calls="GET /v1/calls",
        call="GET /v1/calls/{callId}",
        messages="GET /v1/messages",
        recordings="GET /v1/call-recordings/{callId}",
        transcripts="GET /v1/call-transcripts/{id}",
        conversations="GET /v1/conversations",
        contacts="GET /v1/contacts",
        tasks="GET /v1/tasks",
        send="POST /v1/messages",
    ),
    Surface.DATED: _Names(
        calls="GET /calls",
        call="GET /calls/{callId}",
        messages="GET /messages",
        recordings="GET /calls/{callId}/recordings",
        transcripts="GET /calls/{callId}/transcripts",
        conversations="GET /conversations",
        contacts="GET /contacts",
        tasks="GET /tasks",
        send="POST /messages",
    ),
}
_V1_VOICEMAIL = "GET /v1/call-voicemails/{callId}"
_V1_SUMMARY = "GET /v1/call-summaries/{callId}"
_NUMBER_OF_CONTACT = "GET /contacts/{contactId}/properties"

_PICTURES = re.compile(r"^(media|attachments?|images?|files?)\b|Urls?\b")
_STATE = re.compile(r"^data\[\]\.(status|state|unread(Count)?|isUnread|isRead|isDone|doneAt|readAt)$")
_NAME_OF_CALLER = re.compile(
    r"^data\[\]\..*(callerName|contactName|displayName|cnam|participants\[\]\.name)", re.IGNORECASE
)
_EDITED = re.compile(r"^data\[\]\.(editedAt|isEdited|edits|deletedAt|isDeleted)$")
_LATER = re.compile(r"^(sendAt|scheduled\w*|schedule\w*|deliverAt)$")
_HIDDEN = re.compile(r"nonymous")
_ONE_PLAN = re.compile(r"only available on (?:\w+ )?(business(?: and scale)?) plans?", re.IGNORECASE)
_WHO = re.compile(r"^query (phoneNumbers?|name|firstName|lastName|search|query|q)\b")
_PARTIES = re.compile(r"^data\[\]\.(from|to|conversationId)\b")
_WRONG = re.compile(r"not accurate|inaccurate|not correct|incorrect", re.IGNORECASE)


def specified(document: Specification, surface: str) -> list[Specified]:
    """What the document of `surface` (`v1` or `dated`) says about each capability, in the order of the rules."""
    if not document.operations:
        return []
    speaking = _Speaking(document, _NAMES[Surface(surface)], Surface(surface))
    return [Specified(name, surface, *rule(speaking)) for name, rule in RULES.items()]


class _Speaking:
    """One document and the words of its surface."""

    def __init__(self, document: Specification, names: _Names, surface: Surface) -> None:
        self.names = names
        self.is_v1 = surface is Surface.V1
        self._document = document

    def operation(self, name: str) -> Operation | None:
        return self._document.operations.get(name)

    def has(self, name: str) -> bool:
        return name in self._document.operations

    def operations(self) -> Iterator[str]:
        return iter(self._document.operations)

    def missing(self, what: str) -> Saying:
        """That something is nowhere in the document, as far as the document can be read."""
        if self._document.whole:
            return NO, f"{what}."
        return UNKNOWN, f"{what}, but the document breaks off."

    def no_operation(self, name: str) -> Saying:
        return self.missing(f"There is no {name}")

    def field(self, name: str, path: str, *, part: Part = Part.ANSWER) -> Saying:
        """Whether the operation has the member; `unknown` where that part of the document is unclear."""
        operation = self.operation(name)
        if operation is None:
            return self.no_operation(name)
        members = operation.answer if part is Part.ANSWER else operation.body
        if path in members:
            return YES, f"{name} has {_last(path)}."
        return self.without(name, operation, part, _last(path))

    def without(self, name: str, operation: Operation, part: Part, what: str) -> Saying:
        if part in operation.unclear:
            return UNKNOWN, f"{name} is described in a way that cannot be understood."
        return self.missing(f"{name} has no {what}")

    def matching(self, name: str, pattern: re.Pattern[str], what: str, part: Part = Part.ANSWER) -> Saying:
        """Whether any member of the operation is called so."""
        operation = self.operation(name)
        if operation is None:
            return self.no_operation(name)
        members = operation.answer if part is Part.ANSWER else operation.body
        found = next((path for path in members if pattern.search(path)), None)
        return (YES, f"{name} has {_last(found)}.") if found else self.without(name, operation, part, what)

    def needs(self, name: str) -> list[str]:
        """The query parameters without which the operation may not be asked, but for the size of a page."""
        operation = self.operation(name)
        told: Mapping[str, Member] = operation.parameters if operation else {}
        required = (where.removeprefix("query ") for where, one in told.items() if one.required and "query " in where)
        return sorted(one for one in required if one != "maxResults" and not one.endswith("[]"))

    def parameter(self, name: str, parameter: str) -> Member | None:
        operation = self.operation(name)
        return operation.parameters.get(f"query {parameter}") if operation else None


def _last(path: str) -> str:
    return path.removeprefix("data[].").removeprefix("data.")


def _media(of: _Speaking) -> Saying:
    return of.field(of.names.messages, "data[].media")


def _old_media(of: _Speaking) -> Saying:
    """A list of files is promised, for which messages is not."""
    verdict, detail = _media(of)
    return (verdict, detail) if verdict != YES else (UNKNOWN, "Nothing is said about messages from before.")


def _voicemail(of: _Speaking) -> Saying:
    if of.is_v1:
        return of.field(_V1_VOICEMAIL, "data.recordingUrl")
    return of.field(of.names.calls, "data[].voicemail")


def _recordings(of: _Speaking) -> Saying:
    return of.field(of.names.recordings, "data[].url")


def _transcripts(of: _Speaking) -> Saying:
    return _by_plan(of, of.names.transcripts, "data.dialogue" if of.is_v1 else "data[].dialogue")


def _summaries(of: _Speaking) -> Saying:
    if of.is_v1:
        return _by_plan(of, _V1_SUMMARY, "data.summary")
    return of.field(of.names.calls, "data[].summary")


def _by_plan(of: _Speaking, name: str, path: str) -> Saying:
    verdict, detail = of.field(name, path)
    operation = of.operation(name)
    plans = _ONE_PLAN.search(operation.words) if operation else None
    if verdict == YES and plans:
        return PARTLY, f"{name} is there, but not in every plan ({plans[1].title().replace('And', 'and')})."
    return verdict, detail


def _group_calls(of: _Speaking) -> Saying:
    return _several(of, of.names.calls)


def _group_messages(of: _Speaking) -> Saying:
    return _several(of, of.names.messages)


def _several(of: _Speaking, name: str) -> Saying:
    """v1 lists one thread; how many others may be in it is the length of its parameter."""
    if not of.has(name):
        return of.no_operation(name)
    if "participants" not in of.needs(name):
        return YES, f"{name} lists everything, whoever takes part."
    participants = of.parameter(name, "participants")
    most = participants.bound("maxItems") if participants else None
    if most is None:
        return UNKNOWN, f"{name} does not say how many participants it takes."
    if int(most) == 1:
        return NO, f"{name} takes one participant."
    return YES, f"{name} takes up to {most} participants."


def _without_counterpart(of: _Speaking) -> Saying:
    """Whether calls and messages can be listed without knowing with whom they were."""
    open_lists = [name for name in (of.names.calls, of.names.messages) if of.has(name) and not of.needs(name)]
    if len(open_lists) == 2:
        return YES, f"{open_lists[0]} and {open_lists[1]} need no participants."
    if open_lists:
        return PARTLY, f"Only {open_lists[0]} needs no participants."
    missing = [name for name in (of.names.calls, of.names.messages) if not of.has(name)]
    if missing:
        return of.no_operation(missing[0])
    return NO, f"{of.names.messages} and {of.names.calls} need {' and '.join(of.needs(of.names.messages))}."


def _late_changes(of: _Speaking) -> Saying:
    """Whether what was changed since a moment can be asked for."""
    asked = [of.names.calls, of.names.messages, of.names.conversations]
    having = [name for name in asked if any(_changed_since(of, name))]
    if len(having) == len(asked):
        return YES, "Calls, messages and conversations can be asked for by when they changed."
    if having:
        return PARTLY, f"Only {having[0]} can be asked for by when they changed."
    return of.missing("No list can be asked for by when something changed")


def _changed_since(of: _Speaking, name: str) -> Iterator[str]:
    operation = of.operation(name)
    return (where for where in (operation.parameters if operation else ()) if where.startswith("query updated"))


def _contact_numbers(of: _Speaking) -> Saying:
    if of.is_v1:
        verdict, detail = of.field(of.names.contacts, "data[].defaultFields.phoneNumbers[].value")
        return _unless_asked_by_id(of, verdict, detail)
    if of.has(_NUMBER_OF_CONTACT):
        return PARTLY, f"{of.names.contacts} has no numbers; {_NUMBER_OF_CONTACT} has those of one contact."
    return of.missing(f"{of.names.contacts} has no numbers")


def _app_contacts(of: _Speaking) -> Saying:
    if not of.has(of.names.contacts):
        return of.no_operation(of.names.contacts)
    if of.needs(of.names.contacts):
        return NO, f"{of.names.contacts} needs {' and '.join(of.needs(of.names.contacts))}, which they do not have."
    return UNKNOWN, f"{of.names.contacts} does not say whether contacts made in the app are listed."


def _unless_asked_by_id(of: _Speaking, verdict: Verdict, detail: str) -> Saying:
    needed = of.needs(of.names.contacts)
    if verdict == YES and needed:
        return PARTLY, f"{of.names.contacts} has them only for contacts of which the {' and '.join(needed)} are known."
    return verdict, detail


def _tasks(of: _Speaking) -> Saying:
    return (YES, f"There is {of.names.tasks}.") if of.has(of.names.tasks) else of.no_operation(of.names.tasks)


def _comments(of: _Speaking) -> Saying:
    return _path_with(of, re.compile(r"comment", re.IGNORECASE), "Nothing about comments is there")


def _sending(of: _Speaking) -> Saying:
    return (YES, f"There is {of.names.send}.") if of.has(of.names.send) else of.no_operation(of.names.send)


def _sending_pictures(of: _Speaking) -> Saying:
    return of.matching(of.names.send, _PICTURES, "member for pictures", Part.BODY)


def _placing_calls(of: _Speaking) -> Saying:
    return _path_with(of, re.compile(r"^POST (/v1)?/(agent-)?calls$"), "No call can be placed")


def _scheduled_sending(of: _Speaking) -> Saying:
    return of.matching(of.names.send, _LATER, "member for a later time", Part.BODY)


def _edits_and_deletions(of: _Speaking) -> Saying:
    return of.matching(of.names.messages, _EDITED, "member about edits or deletions")


def _conversation_state(of: _Speaking) -> Saying:
    verdict, detail = of.matching(of.names.conversations, _STATE, "member that says read, done or open")
    marks = next((name for name in of.operations() if "/mark-as-" in name), None)
    if verdict == NO and marks:
        return PARTLY, f"It can be set ({marks}), not read."
    return verdict, detail


def _totals(of: _Speaking) -> Saying:
    verdict, detail = of.field(of.names.messages, "totalItems")
    operation = of.operation(of.names.messages)
    if verdict == YES and operation and _WRONG.search(operation.answer["totalItems"].words):
        return NO, f"{of.names.messages} has totalItems, which is said to be wrong."
    return verdict, detail


def _durations(of: _Speaking) -> Saying:
    """That there is one says nothing about whether it is right: payloads do."""
    return of.field(of.names.calls, "data[].duration")


def _delivery_log(of: _Speaking) -> Saying:
    return _path_with(of, re.compile(r"^GET .*/webhooks/\{\w+\}/events$"), "There is no log of deliveries")


def _webhooks(of: _Speaking) -> Saying:
    return _path_with(of, re.compile(r"^POST (/v1)?/webhooks(/\w+)?$"), "No webhook can be made")


def _rate(_of: _Speaking) -> Saying:
    return UNKNOWN, "The document does not speak of a rate."


def _hidden_callers(of: _Speaking) -> Saying:
    """Short codes and callers without a number: whether what they said can be listed."""
    if not of.has(of.names.messages) and not of.has(of.names.calls):
        return of.no_operation(of.names.messages)
    if of.needs(of.names.messages) or of.needs(of.names.calls):
        return NO, f"{of.names.messages} needs participants with a whole number."
    operation = of.operation(of.names.calls)
    kinds = {str(kind) for one in (operation.parameters if operation else {}).values() for kind in one.kinds}
    told = {str(kind) for one in (operation.answer if operation else {}).values() for kind in one.kinds}
    if any(_HIDDEN.search(kind) for kind in kinds | told):
        return YES, f"{of.names.calls} names them as such."
    return UNKNOWN, f"{of.names.calls} lists everything, and does not speak of callers without a number."


def _single_call(of: _Speaking) -> Saying:
    operation = of.operation(of.names.call)
    if operation is None:
        return of.no_operation(of.names.call)
    if any("Too Many Participants" in title for title in operation.errors.values()):
        return PARTLY, f"{of.names.call} refuses calls with several others."
    return YES, f"There is {of.names.call}."


def _caller_names(of: _Speaking) -> Saying:
    return of.matching(of.names.calls, _NAME_OF_CALLER, "member with the caller's name")


def _ai_calls(of: _Speaking) -> Saying:
    return of.field(of.names.calls, "data[].aiHandled")


def _contact_listing(of: _Speaking) -> Saying:
    if not of.has(of.names.contacts):
        return of.no_operation(of.names.contacts)
    needed = of.needs(of.names.contacts)
    if needed:
        return NO, f"{of.names.contacts} needs {' and '.join(needed)}."
    return YES, f"{of.names.contacts} lists them all."


def _contact_search(of: _Speaking) -> Saying:
    operation = of.operation(of.names.contacts)
    if operation is None:
        return of.no_operation(of.names.contacts)
    found = next((one for one in operation.parameters if _WHO.search(one)), None)
    if found:
        return YES, f"{of.names.contacts} can be asked by {found.removeprefix('query ')}."
    return of.missing(f"{of.names.contacts} can be asked neither by number nor by name")


def _conversation_ids(of: _Speaking) -> Saying:
    return of.field(of.names.messages, "data[].conversationId")


def _call_parties(of: _Speaking) -> Saying:
    return of.matching(of.names.calls, _PARTIES, "member `from`, `to` or `conversationId`")


def _owner_view(of: _Speaking) -> Saying:
    """v1 shows what one person may see, the owner where nobody is named."""
    if not of.has(of.names.messages):
        return of.no_operation(of.names.messages)
    if of.is_v1 and of.parameter(of.names.messages, "userId"):
        return PARTLY, f"{of.names.messages} shows what one person sees, the owner unless userId names another."
    return YES, f"{of.names.messages} does not depend on who asks."


def _file_links(_of: _Speaking) -> Saying:
    return UNKNOWN, "The document does not say how long a link lives."


def _path_with(of: _Speaking, pattern: re.Pattern[str], otherwise: str) -> Saying:
    found = next((name for name in of.operations() if pattern.search(name)), None)
    return (YES, f"There is {found}.") if found else of.missing(otherwise)


RULES: Mapping[str, Callable[[_Speaking], Saying]] = {
    "media": _media,
    "old_media": _old_media,
    "voicemail": _voicemail,
    "recordings": _recordings,
    "transcripts": _transcripts,
    "summaries": _summaries,
    "group_calls": _group_calls,
    "group_messages": _group_messages,
    "list_without_counterpart": _without_counterpart,
    "late_changes": _late_changes,
    "contact_numbers": _contact_numbers,
    "app_contacts": _app_contacts,
    "tasks": _tasks,
    "comments": _comments,
    "sending": _sending,
    "sending_pictures": _sending_pictures,
    "placing_calls": _placing_calls,
    "scheduled_sending": _scheduled_sending,
    "edits_and_deletions": _edits_and_deletions,
    "conversation_state": _conversation_state,
    "totals": _totals,
    "durations": _durations,
    "delivery_log": _delivery_log,
    "webhooks": _webhooks,
    "rate": _rate,
    "hidden_callers": _hidden_callers,
    "single_call": _single_call,
    "caller_names": _caller_names,
    "ai_calls": _ai_calls,
    "contact_listing": _contact_listing,
    "contact_search": _contact_search,
    "conversation_ids": _conversation_ids,
    "call_parties": _call_parties,
    "owner_view": _owner_view,
    "file_links": _file_links,
}
"""By the capability's name in the catalogue."""

_MAKE_A_HOOK = "POST /webhooks"
EVENTS: Mapping[str, re.Pattern[str]] = {
    "voicemail": re.compile(r"call\.voicemail"),
    "recordings": re.compile(r"call\.recording"),
    "transcripts": re.compile(r"call\.transcript"),
    "summaries": re.compile(r"call\.summary"),
    "tasks": re.compile(r"task\."),
    "comments": re.compile(r"comment"),
    "edits_and_deletions": re.compile(r"message\.(updated|edited|deleted)"),
    "conversation_state": re.compile(r"conversation\."),
}
"""The event by which a webhook would bring it."""


def specified_of_webhooks(document: Specification) -> list[Specified]:
    """What the events that can be asked for say. That there is one is no promise yet: it has to come."""
    operation = document.operations.get(_MAKE_A_HOOK)
    listed = operation.body.get("events[]") if operation else None
    if listed is None or (operation and Part.BODY in operation.unclear):
        return []
    events = {event for kind in listed.kinds for event in _choices(kind.bounds)}
    return [Specified(name, Surface.HOOKS, *_event(events, pattern)) for name, pattern in EVENTS.items()]


def _choices(bounds: tuple[str, ...]) -> list[str]:
    return [choice for bound in bounds if bound.startswith("enum=") for choice in bound[len("enum=") :].split("|")]


def _event(events: set[str], pattern: re.Pattern[str]) -> Saying:
    found = next((event for event in sorted(events) if pattern.match(event)), None)
    if found:
        return UNKNOWN, f"There is an event {found}."
    return NO, "No event tells of it."
