"""Contacts and teammates."""

from collections.abc import Callable, Sequence

from onrecord.domain.capability import Surface, Verdict
from onrecord.inquiry.catalogue.lists import there
from onrecord.inquiry.ground import Ground, things_of
from onrecord.inquiry.question import Inquiry, Outcome, as_assumed, cannot_tell, dated, differs, nothing, v1
from onrecord.provider.question import Looked, Question


def _always(question: Question) -> Callable[[Ground], Sequence[Question]]:
    return lambda _: (question,)


def _made_in_the_app(ground: Ground, _: Sequence[Looked]) -> Outcome:
    contacts = things_of(ground.first("v1_contacts"))
    made = sum(one.get("source") in (None, "openphone", "device", "csv") for one in contacts)
    if made:
        return as_assumed(f"{made} of {len(contacts)} were not made by an API.", ("app_contacts", "v1", Verdict.YES))
    return cannot_tell(f"None of {len(contacts)} on the first page was made in the app.")


def _numbers_come_along(ground: Ground, _: Sequence[Looked]) -> Outcome:
    contacts = things_of(ground.first("v1_contacts"))
    cards = [one.get("defaultFields") for one in contacts]
    numbered = sum(isinstance(card, dict) and bool(card.get("phoneNumbers")) for card in cards)
    if numbered:
        return as_assumed(f"{numbered} of {len(contacts)} have one.", ("contact_numbers", Surface.V1, Verdict.YES))
    return cannot_tell(f"None of {len(contacts)} on the first page has one.")


def _no_numbers(_: Ground, answers: Sequence[Looked]) -> Outcome:
    contacts = things_of(answers[0])
    if not contacts:
        return cannot_tell(f"No contact was told ({answers[0].answer.status}).")
    if any("phoneNumbers" in one or "defaultFields" in one for one in contacts):
        return differs("Contacts come with their phone numbers.", ("contact_numbers", Surface.DATED, Verdict.YES))
    return as_assumed("Contacts come without phone numbers.", ("contact_numbers", Surface.DATED, Verdict.NO))


PEOPLE: tuple[Inquiry, ...] = (
    Inquiry(
        "v1_contacts",
        "List of contacts (v1)",
        "`GET /v1/contacts` answers without external ids.",
        _always(v1("GET /v1/contacts", None, [("maxResults", "50")])),
        there("GET /v1/contacts", Surface.V1),
        cheap=True,
    ),
    Inquiry("app_contacts", "Contacts made in the app", "They are listed, too.", nothing, _made_in_the_app),
    Inquiry("contact_numbers", "Numbers of contacts (v1)", "They come with the list.", nothing, _numbers_come_along),
    Inquiry(
        "dated_contacts",
        "Numbers of contacts (dated)",
        "The dated list of contacts has no phone numbers.",
        _always(dated("GET /contacts", None, [("limit", "50")])),
        _no_numbers,
    ),
    Inquiry(
        "v1_users",
        "List of teammates (v1)",
        "`GET /v1/users` answers.",
        _always(v1("GET /v1/users", None, [("maxResults", "50")])),
        there("GET /v1/users", Surface.V1),
    ),
)
