"""What sources claim, and the rules that choose between them, in words."""

from datetime import datetime

from onrecord.domain.activity import Outcome
from onrecord.domain.clock import datetime_to_ms
from onrecord.views.people import People
from onrecord.views.times import Moments, span

SURFACES = {
    "dated": "Quo's API of 2026",
    "v1": "Quo's older API",
    "N": "Quo's webhook of 2026",
    "L2": "Quo's older webhook",
    "L1": "Quo's webhook made in the app",
    "log": "Quo's delivery log",
    "hand": "Added by hand",
}

_RULES = {
    "only_source": "Only one source speaks of it.",
    "agreed": "Every source says the same.",
    "newest": "The newest word holds.",
    "value_over_none": "A source that knows it beats one that says there is none.",
    "finest_agreeing": "The sources agree; the most exact one is shown.",
    "says_how": "Nobody answered; «completed» only says that the call is over, and this says how.",
    "furthest": "The latest news of it, and of equally late ones the furthest along, holds.",
    "ended": "The call is known to have ended, so that it no longer rings.",
    "after_the_end": "What was said after the call had ended beats what was said before.",
    "positive_over_zero": "The call was answered, so that it did not last 0 seconds.",
    "surface_rank": "Where lengths differ, Quo's better source is believed, whenever it was asked.",
    "agent_over_person": "Where one source names the AI agent and another a person, the agent answered.",
    "most_complete": "The most complete list holds; a shorter one is no objection.",
    "asked_context": "The sources name nobody, so that it is with whom the list was asked for.",
    "shown_exists": "What a source has shown once exists, whatever another one says.",
    "told_absence": "No source has shown any.",
}

_EXPLANATIONS = {
    "said_before_the_end": "It was said before the call had ended.",
    "earlier_status": "It was so before; another step followed.",
    "no_word_for_it": "Quo's older API has no word for it.",
    "incomplete_list": "The list is incomplete; it names nobody else.",
    "ringing_time": "Nobody answered: it is how long the phone rang.",
    "counts_ringing": "One of the two counts the ringing too.",
    "zero_length": "Quo gives some answered calls a length of 0; its own times of answer and end say otherwise.",
    "rounded": "They differ by the rounding of a second.",
    "names_the_owner": "It names the person whom the call belongs to; the AI agent answered.",
    "seen_exists": "It showed less than another source did.",
    "recorded_in_part": "A recording begins later and ends earlier than the call.",
}

_OUTCOMES = {
    Outcome.ANSWERED: "A time of answer was given.",
    Outcome.MISSED: "It came in, it ended, and no source gives a time of answer or a voicemail.",
    Outcome.VOICEMAIL: "Nobody answered, and a voicemail was left.",
    Outcome.ABANDONED: "Nobody answered, and a source says that the caller hung up.",
    Outcome.FORWARDED: "It was passed on, and nobody here answered.",
    Outcome.AI_ANSWERED: "A source says that Quo's AI agent handled it.",
    Outcome.NO_ANSWER: "We called, it ended, and no source gives a time of answer.",
    Outcome.FAILED: "Nobody answered, and a source says that the call failed.",
    Outcome.IN_PROGRESS: "No source has given an end yet.",
    Outcome.UNKNOWN: "What was told so far does not tell.",
}

_FIELDS = {
    "ai_handled": "answered by AI",
    "answered_by": "who answered",
    "answered_ms": "when it was answered",
    "asked_line": "phone number asked for",
    "at_ms": "when it happened",
    "call_route": "way in",
    "completed_ms": "when it ended",
    "conversation_id": "conversation",
    "created_ms": "when it was made",
    "deleted_ms": "when it was deleted",
    "direction": "direction",
    "duration_seconds": "length of the call",
    "forwarded_from": "forwarded from",
    "forwarded_to": "forwarded to",
    "from_number": "from",
    "group_id": "group in Quo",
    "has_voicemail": "whether a voicemail was left",
    "initiated_by": "who called",
    "last_activity_id": "last message or call",
    "line_id": "phone number",
    "media": "photos and files",
    "member_id": "whom it belongs to",
    "outcome": "what came of it",
    "participants": "who took part",
    "recording": "recordings",
    "status": "status",
    "summary": "summary",
    "text": "text",
    "to_numbers": "to",
    "transcript": "transcripts",
    "updated_ms": "last change",
    "voicemail": "voicemail",
}


def say_field(field: str) -> str:
    """What a field is called."""
    return _FIELDS.get(field, field.removesuffix("_ms").removesuffix("_id").replace("_", " "))


_KINDS = {
    "own_times": "length against its own times",
    "ringing": "length of an unanswered call",
    "recording_length": "length of the recording",
}
"""Disagreements within one call, which are no fields of their own."""


def say_kind(kind: str) -> str:
    """What a kind of disagreement is called: the field's name, or what disagrees within one call."""
    return _KINDS.get(kind) or say_field(kind)


def say_pair(surface: str, against: str) -> str:
    """Between whom a disagreement is."""
    if surface == against:
        return f"{say_surface(surface)}, with itself"
    return f"{say_surface(None if surface == 'record' else surface)} and {say_surface(against)}"


def say_surface(surface: str | None) -> str:
    """None is what was worked out from other fields."""
    return "worked out from the rest" if surface is None else SURFACES.get(surface, surface)


def say_rule(rule: str) -> str:
    """A rule that this version does not know is named as it is."""
    return _RULES.get(rule, rule.replace("_", " "))


def say_explanation(explained: str) -> str:
    return _EXPLANATIONS.get(explained, explained.replace("_", " "))


_OUTCOME_NAMES = {
    Outcome.ANSWERED: "Answered",
    Outcome.MISSED: "Missed",
    Outcome.VOICEMAIL: "Voicemail left",
    Outcome.ABANDONED: "Hung up before anyone could answer",
    Outcome.FORWARDED: "Forwarded",
    Outcome.AI_ANSWERED: "Answered by AI",
    Outcome.NO_ANSWER: "Not picked up",
    Outcome.FAILED: "Failed",
    Outcome.IN_PROGRESS: "On the phone now",
    Outcome.UNKNOWN: "Not known",
}


def say_outcome(outcome: str) -> str:
    return _OUTCOME_NAMES[Outcome(outcome)] if outcome in set(Outcome) else outcome.replace("_", " ")


def say_outcome_rule(outcome: str | None) -> str:
    return _OUTCOMES.get(Outcome(outcome), "") if outcome in set(Outcome) else ""


def say_value(field: str, value: str, times: Moments, people: People | None = None) -> str:
    """One source's value. Times are given to the second, so that one sees where they differ."""
    if value == "none":
        return "none"
    if field.endswith("_ms"):
        return _moment(value, times)
    if field.endswith("_seconds") and value.isdigit():
        return f"{value} s" if int(value) < 60 else f"{value} s ({span(int(value))})"
    return _named(field, value, people) if people is not None else value


def _moment(value: str, times: Moments) -> str:
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return value
    return times.exact(datetime_to_ms(at))


def _named(field: str, value: str, people: People) -> str:
    if field in {"participants", "to_numbers"}:
        return ", ".join(people.name(number) for number in value.split(","))
    if field == "from_number":
        return people.name(value)
    if field == "line_id":
        line = people.line(value)
        return line.name if line else value
    if value.startswith(("US", "SY")):
        return people.member(value) or value
    return people.name(value) if value.startswith("+") else value
