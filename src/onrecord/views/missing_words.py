"""What missing pieces are called on the screen: for one cause a title, why it is so, and what happens next."""

from typing import NamedTuple

from onrecord.views.words import KIND_NAMES, say_state


class CauseWords(NamedTuple):
    """`title` counts them, `word` names the cause in a word or two, `why` and `then` are sentences."""

    title: str
    word: str
    why: str
    then: str


class _Words(NamedTuple):
    word: str
    why: str
    then: str


_TITLES: dict[tuple[str, str], tuple[str, str]] = {
    ("media", "announced"): (
        "1 message speaks of pictures that are not there",
        "{n} messages speak of pictures that are not there",
    ),
    ("media", "empty"): (
        "1 message came with neither text nor picture",
        "{n} messages came with neither text nor picture",
    ),
    ("media", "old_media"): (
        "1 older message: it is not known whether it had pictures",
        "{n} older messages: it is not known whether they had pictures",
    ),
    ("media", "not_told"): (
        "1 message: it is not known whether it had pictures",
        "{n} messages: it is not known whether they had pictures",
    ),
    ("media", "never_held"): (
        "1 phone number never had a picture",
        "{n} phone numbers never had a picture",
    ),
    ("activity", "known_by_reference"): (
        "1 message or call that Quo mentions and has not shown",
        "{n} messages or calls that Quo mentions and has not shown",
    ),
    ("activity", "group, known"): (
        "1 message or call of a group",
        "{n} messages or calls of groups",
    ),
    ("activity", "not_a_full_number, known"): (
        "1 message or call with a short code or a hidden caller",
        "{n} messages or calls with short codes or hidden callers",
    ),
    ("activity", "group"): (
        "1 group conversation that cannot be read",
        "{n} group conversations that cannot be read",
    ),
    ("activity", "not_a_full_number"): (
        "1 conversation with a short code or a hidden caller",
        "{n} conversations with short codes or hidden callers",
    ),
    ("activity", "not_read_yet"): (
        "1 conversation that has not been read yet",
        "{n} conversations that have not been read yet",
    ),
    ("call", "not_read_yet"): (
        "1 conversation: its calls have not been read yet",
        "{n} conversations: their calls have not been read yet",
    ),
    ("call", "group"): (
        "1 group conversation: its calls cannot be listed",
        "{n} group conversations: their calls cannot be listed",
    ),
    ("voicemail", "voicemail_promised"): (
        "1 voicemail was left that Quo has not shown",
        "{n} voicemails were left that Quo has not shown",
    ),
}
_ASKED_AGAIN = "It is asked for again by itself, at growing distances."
_LOOKED_FOR = "It is looked for at every sync."
_NOTHING = "Nothing happens by itself: Quo would have to let us read it."

_REASONS: dict[str, _Words] = {
    "not_fetched_yet": _Words("On its way", "Quo has it; it has not been fetched yet.", "It is fetched by itself."),
    "provider_processing": _Words("On its way", "Quo is still preparing it.", _ASKED_AGAIN),
    "never_finished": _Words("We can't tell", "A day after the call Quo was still preparing it.", _NOTHING),
    "link_expired": _Words(
        "Link expired", "Quo's link ran out before it was fetched.", "A fresh link is asked for by itself."
    ),
    "http_404": _Words("Link expired", "Quo's link led nowhere.", "A fresh link is asked for by itself."),
    "refused_for_safety": _Words(
        "Blocked for safety", "The file did not pass our checks.", "It can be opened in Quo, and added here by hand."
    ),
    "size": _Words(
        "Blocked for safety",
        "It is larger than the limit that is set here.",
        "It is fetched at the first start with a limit that allows it (ONRECORD_FILE_SIZE_LIMIT_BYTES).",
    ),
    "known_by_reference": _Words("Not shown yet", "A conversation or a recording in Quo points to it.", _LOOKED_FOR),
    "group": _Words("Group", "The way in which Quo answers here does not list what groups say.", _NOTHING),
    "not_a_full_number": _Words(
        "No full number", "The way in which Quo answers here lists only people with a full phone number.", _NOTHING
    ),
    "not_read_yet": _Words(
        "Not read yet", "Quo lists it, and no list of Quo's was read to its end so far.", "The next sync reads on."
    ),
    "voicemail_promised": _Words("Not shown yet", "Quo says that a voicemail was left on this call.", _ASKED_AGAIN),
    "confirmed": _Words("Missing", "Somebody here knows that it existed.", "It closes by itself when it arrives."),
    "announced": _Words(
        "Possibly missing photo",
        "The words speak of pictures, and none of theirs came around that time.",
        "It closes by itself when a picture arrives, or when you say so.",
    ),
    "empty": _Words(
        "Possibly missing photo",
        "Quo gave neither text nor picture; such messages usually were pictures.",
        "It closes by itself when a picture arrives, or when you say so.",
    ),
    "old_media": _Words(
        "We can't tell",
        "Quo did not hand out pictures of messages before August 21, 2026; an empty answer about them proves nothing.",
        "It closes as soon as Quo is known to hand out old pictures.",
    ),
    "asked_too_early": _Words("We can't tell yet", "It was asked for soon after the call.", _ASKED_AGAIN),
    "not_given": _Words("We can't tell", "Quo answered without saying whether there is one.", _ASKED_AGAIN),
    "not_told": _Words("We can't tell", "No answer of Quo's tells whether there is one.", _LOOKED_FOR),
    "never_held": _Words(
        "Never had one",
        "This phone number is in use, and nothing of the kind was ever saved from it.",
        "If it is turned off in Quo, that is why; then dismiss this line.",
    ),
    "withheld": _Words("Quo didn't give it to us", "Plan, permission or a setting in Quo.", _NOTHING),
    "plan": _Words("Not in your Quo plan", "Quo gives it only with another plan.", _NOTHING),
    "forbidden": _Words("No permission", "The API key may not read it.", _NOTHING),
}


def say_cause(kind: str, reason: str, count: int, *, sure: bool) -> CauseWords:
    """The words for `count` missing pieces of one kind and reason; `sure` where it is known that they exist."""
    words = _words(reason)
    titles = (sure and _TITLES.get((kind, f"{reason}, known"))) or _TITLES.get((kind, reason))
    if titles:
        one, many = titles
        title = one if count == 1 else many.format(n=f"{count:,}")
    else:
        title = f"{count:,} {KIND_NAMES.get(kind, (kind, kind))[count != 1].lower()}: {words.word.lower()}"
    return CauseWords(title, *words)


def _words(reason: str) -> _Words:
    """What files say of themselves has its words already."""
    if reason in _REASONS:
        return _REASONS[reason]
    said = say_state("", reason)
    return _Words(said.word, said.why, "If somebody has it, it can be added by hand.")
