"""The one place where states, reasons and outcomes become words for the screen."""

from typing import NamedTuple

from onrecord.domain.activity import Direction, Outcome, Word
from onrecord.domain.artefact import ArtefactKind, ArtefactState
from onrecord.domain.capability import Verdict


class Said(NamedTuple):
    """A state in a word or two, and why, as a sentence."""

    word: str
    why: str


KIND_NAMES: dict[str, tuple[str, str]] = {
    ArtefactKind.MEDIA: ("Photo or file", "Photos and files"),
    ArtefactKind.VOICEMAIL: ("Voicemail", "Voicemails"),
    ArtefactKind.RECORDING: ("Recording", "Recordings"),
    ArtefactKind.TRANSCRIPT: ("Transcript", "Transcripts"),
    ArtefactKind.SUMMARY: ("Summary", "Summaries"),
    "message": ("Message", "Messages"),
    "call": ("Call", "Calls"),
    "conversation": ("Conversation", "Conversations"),
    "contact": ("Contact", "Contacts"),
    "line": ("Phone number", "Phone numbers"),
    "member": ("Teammate in Quo", "Teammates in Quo"),
}
"""(one, several) of everything that is counted on a screen."""

_STATES: dict[str, Said] = {
    ArtefactState.KEPT: Said("Saved", "It is kept here."),
    ArtefactState.WANTED: Said("On its way", "Quo has it; it is being fetched."),
    ArtefactState.PENDING: Said("On its way", "Quo is still preparing it; it is asked for again."),
    ArtefactState.NONE: Said("None", "Quo says that there is none."),
    ArtefactState.WITHHELD: Said("Quo didn't give it to us", "Quo did not say why."),
    ArtefactState.EXPIRED: Said("Link expired", "Quo's link ran out before it was fetched; a fresh one is asked for."),
    ArtefactState.REFUSED: Said("Blocked for safety", "The file did not pass our checks; it can be opened in Quo."),
    ArtefactState.UNKNOWN: Said("We can't tell", "Quo has said neither that there is one nor that there is none."),
}

_REASONS = {
    "provider_processing": Said("On its way", "Quo is still preparing it; it is asked for again."),
    "never_finished": Said("We can't tell", "A day after the call Quo was still preparing it; it never said more."),
    "provider_absent": Said("None", "Quo says that it has none."),
    "provider_deleted": Said("None", "Quo says that it was deleted there."),
    "provider_failed": Said("None", "Quo says that making it failed."),
    "provider_empty": Said("None", "Quo finished it, and it is empty."),
    "no_link_given": Said("We can't tell", "Quo speaks of it but gave no way to get it."),
    "no_content_given": Said("We can't tell", "Quo speaks of it but gave no text."),
    "not_in_plan": Said("Not in your Quo plan", "Quo gives it only with another plan."),
    "turned_off": Said("Turned off in Quo", "It is switched off in the settings of this number in Quo."),
    "no_permission": Said("No permission", "The API key may not read it."),
    "gone": Said("Link expired", "Quo no longer has this file: a fresh link led nowhere either."),
    "damaged": Said("Link expired", "Our copy was damaged and set aside; Quo is asked for it again."),
    "http_404": Said("Link expired", "Quo's link led nowhere; a fresh one is asked for."),
    "host": Said("Blocked for safety", "Its link leads to a place that files are not fetched from."),
    "size": Said("Blocked for safety", "It is larger than the limit that is set here."),
    "type": Said("Blocked for safety", "It is a kind of file that is not kept, because it could do harm."),
    "empty": Said("Blocked for safety", "What came was an empty file."),
    "name": Said("Blocked for safety", "Its name or address makes no sense."),
}


def say_state(state: str, reason: str | None = None) -> Said:
    """The words for an artefact's state; a reason that has words of its own is more exact than the state's."""
    if reason is not None and reason in _REASONS:
        return _REASONS[reason]
    return _STATES.get(state) or Said("We can't tell", "This version does not know what was said about it.")


_ABSENT_WHY: dict[str, str] = {
    ArtefactKind.MEDIA: "Quo's answers from that time do not tell whether a photo or file came with this message.",
    ArtefactKind.VOICEMAIL: "What Quo was asked does not tell whether a voicemail was left.",
    ArtefactKind.RECORDING: "What Quo was asked does not tell whether this call was recorded.",
    ArtefactKind.TRANSCRIPT: "What Quo was asked does not tell whether there is a transcript.",
    ArtefactKind.SUMMARY: "What Quo was asked does not tell whether there is a summary.",
}


_ABSENT_REASONS: dict[str, Said] = {
    "plan": _REASONS["not_in_plan"],
    "forbidden": _REASONS["no_permission"],
    "not_given": Said("We can't tell", "Quo answered without saying whether there is one."),
    "asked_too_early": Said("We can't tell yet", "It was asked for soon after the call; such things come later."),
    "old_media": Said("We can't tell", "Quo did not hand out photos and files of messages before August 21, 2026."),
}


def say_absence(kind: str, word: str | None, reason: str | None = None) -> Said | None:
    """The words for a kind of which an activity has no row; None where there is nothing to say."""
    if word in {Word.UNKNOWN, Word.WITHHELD} and reason in _ABSENT_REASONS:
        return _ABSENT_REASONS[reason]
    if word == Word.UNKNOWN:
        return Said("We can't tell", _ABSENT_WHY[kind])
    if word == Word.WITHHELD:
        return Said("Quo didn't give it to us", "Plan, permission or a setting in Quo; Quo does not say which.")
    if word == Word.NONE:
        return Said("None", "Quo says that there is none.")
    return None


def say_not_offered(kind: str, verdict: str) -> Said:
    """Why nothing of a kind can be had for now, from the verdict on it."""
    several = KIND_NAMES[kind][1].lower()
    if verdict == Verdict.NOT_IN_PLAN:
        return Said("Not in your Quo plan", f"Quo gives {several} only with another plan.")
    if verdict == Verdict.TURNED_OFF:
        return Said(
            "Turned off in Quo", f"Quo keeps {several} back: they are switched off, or the API key may not read them."
        )
    return Said("Not offered by Quo", f"Quo does not hand out {several} so far; look for them in Quo itself.")


class Happened(NamedTuple):
    """A call in words: what happened, its icon, and whether somebody should mind."""

    title: str
    icon: str
    tone: str


_INCOMING: dict[str, Happened] = {
    Outcome.ANSWERED: Happened("Incoming call", "phone-in", "calm"),
    Outcome.MISSED: Happened("Missed call", "phone-missed", "alert"),
    Outcome.VOICEMAIL: Happened("Missed call, left a voicemail", "voicemail", "alert"),
    Outcome.ABANDONED: Happened("Hung up before anyone could answer", "phone-off", "quiet"),
    Outcome.FORWARDED: Happened("Forwarded call", "forward", "calm"),
    Outcome.AI_ANSWERED: Happened("Answered by AI", "sparkle", "ai"),
    Outcome.NO_ANSWER: Happened("Nobody answered", "phone-missed", "alert"),
    Outcome.FAILED: Happened("Call failed", "alert", "alert"),
    Outcome.IN_PROGRESS: Happened("On the phone now", "phone", "calm"),
    Outcome.UNKNOWN: Happened("Incoming call, outcome unknown", "phone-in", "quiet"),
}
_OUTGOING: dict[str, Happened] = {
    Outcome.ANSWERED: Happened("Outgoing call", "phone-out", "calm"),
    Outcome.MISSED: Happened("Called, no answer", "phone-out", "quiet"),
    Outcome.VOICEMAIL: Happened("Called, reached voicemail", "voicemail", "quiet"),
    Outcome.ABANDONED: Happened("Called, hung up before an answer", "phone-off", "quiet"),
    Outcome.FORWARDED: Happened("Forwarded call", "forward", "calm"),
    Outcome.AI_ANSWERED: Happened("Call by AI", "sparkle", "ai"),
    Outcome.NO_ANSWER: Happened("Called, no answer", "phone-out", "quiet"),
    Outcome.FAILED: Happened("Call failed", "alert", "alert"),
    Outcome.IN_PROGRESS: Happened("On the phone now", "phone", "calm"),
    Outcome.UNKNOWN: Happened("Outgoing call, outcome unknown", "phone-out", "quiet"),
}
_NO_DIRECTION = Happened("Call", "phone", "quiet")


def say_call(direction: str | None, outcome: str | None) -> Happened:
    """An outcome that this version does not know is told as unknown."""
    if direction == Direction.INCOMING:
        return _INCOMING.get(outcome or "", _INCOMING[Outcome.UNKNOWN])
    if direction == Direction.OUTGOING:
        return _OUTGOING.get(outcome or "", _OUTGOING[Outcome.UNKNOWN])
    return _NO_DIRECTION


class Delivery(NamedTuple):
    """What became of a message we sent."""

    word: str
    icon: str
    tone: str


_DELIVERIES = {
    "queued": Delivery("Waiting to be sent", "clock", "quiet"),
    "sending": Delivery("Sending", "clock", "quiet"),
    "sent": Delivery("Sent", "check", "quiet"),
    "delivered": Delivery("Delivered", "check-double", "quiet"),
    "undelivered": Delivery("Not delivered", "alert", "alert"),
    "failed": Delivery("Not sent", "alert", "alert"),
}


def say_delivery(direction: str | None, status: str | None) -> Delivery | None:
    """Only what we sent is delivered; None where Quo said nothing that we know."""
    return _DELIVERIES.get(status or "") if direction == Direction.OUTGOING else None
