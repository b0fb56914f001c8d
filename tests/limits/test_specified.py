"""What a document promises about each capability."""

from onrecord.domain.capability import Verdict
from onrecord.limits.specified import RULES, Specified, specified, specified_of_webhooks
from onrecord.provider.specification import read_specification
from provider_documents import Document, fields, listed, operation


def says(name: str, paths: dict[str, object], surface: str = "v1", *, cut: str = "") -> Specified:
    text = Document(paths).text
    if cut:
        text = text[: text.index(cut.encode())]
    (found,) = [one for one in specified(read_specification(text), surface) if one.name == name]
    return found


def messages(*, query: dict[str, bool] | None = None, **kinds: object) -> dict[str, object]:
    return {"/v1/messages": {"get": operation(listed(fields(id="string", **kinds)), query=query)}}


def test_a_field_that_is_there_is_a_yes_and_one_that_is_not_is_a_no() -> None:
    media = {"type": "array", "items": fields(url="string")}
    assert says("media", messages(media=media)) == Specified("media", "v1", Verdict.YES, "GET /v1/messages has media.")
    assert says("media", messages()) == Specified("media", "v1", Verdict.NO, "GET /v1/messages has no media.")


def test_no_document_can_say_whether_old_pictures_come() -> None:
    media = {"type": "array", "items": fields(url="string")}
    assert says("old_media", messages(media=media)).verdict == Verdict.UNKNOWN
    assert says("old_media", messages()).verdict == Verdict.NO


def test_what_cannot_be_understood_is_unknown_and_not_a_no() -> None:
    assert says("media", {"/v1/messages": {"get": operation({"$ref": "#/nowhere"})}}).verdict == Verdict.UNKNOWN


def test_what_a_broken_document_does_not_reach_is_unknown() -> None:
    paths = messages() | {"/v1/tasks": {"get": operation()}}
    assert says("tasks", paths).verdict == Verdict.YES
    assert says("tasks", paths, cut='"/v1/tasks"').verdict == Verdict.UNKNOWN


def test_a_list_that_needs_participants_cannot_be_swept() -> None:
    needy = messages(query={"participants": True, "maxResults": True})
    calls = {"/v1/calls": {"get": operation(query={"participants": True, "maxResults": True})}}
    told = says("list_without_counterpart", needy | calls)
    assert told.verdict == Verdict.NO
    assert told.detail == "GET /v1/messages and GET /v1/calls need participants."
    free = {"/messages": {"get": operation()}, "/calls": {"get": operation(query={"participant": False})}}
    assert says("list_without_counterpart", free, "dated").verdict == Verdict.YES


def test_a_promise_to_some_plans_is_partly() -> None:
    told = fields(data=fields(dialogue={"type": "array"}))
    path = {
        "/v1/call-transcripts/{id}": {"get": operation(told, description="Only available on business and scale plans.")}
    }
    assert says("transcripts", path).verdict == Verdict.PARTLY


def test_contacts_that_must_be_known_beforehand_are_partly() -> None:
    card = fields(defaultFields=fields(phoneNumbers={"type": "array", "items": fields(value="string")}))
    path = "/v1/contacts"
    bound = {path: {"get": operation(listed(card), query={"externalIds": True})}}
    assert says("contact_numbers", bound).verdict == Verdict.PARTLY
    assert says("app_contacts", bound).verdict == Verdict.NO
    assert says("contact_numbers", {path: {"get": operation(listed(card))}}).verdict == Verdict.YES


def test_a_member_for_pictures_is_known_by_its_name() -> None:
    def sent(**members: object) -> dict[str, object]:
        return {"/v1/messages": {"post": operation(body=fields(content="string", **members))}}

    assert says("sending_pictures", sent()).verdict == Verdict.NO
    for name in ("media", "attachments", "mediaUrls", "imageUrl"):
        assert says("sending_pictures", sent(**{name: "array?"})).verdict == Verdict.YES, name


def test_a_total_that_is_said_to_be_wrong_is_a_no() -> None:
    def totals(words: str) -> dict[str, object]:
        total = {"type": "integer", "description": words}
        return {"/v1/messages": {"get": operation(fields(totalItems=total))}}

    assert says("totals", totals("Total. Note: it is not accurately counted.")).verdict == Verdict.NO
    assert says("totals", totals("Total.")).verdict == Verdict.YES


def test_a_document_without_operations_says_nothing() -> None:
    assert specified(read_specification(b"<html>"), "v1") == []


def test_every_rule_answers_for_any_document_in_a_sentence() -> None:
    for surface in ("v1", "dated"):
        found = specified(read_specification(Document({"/x": {"get": operation()}}).text), surface)
        assert [one.name for one in found] == list(RULES)
        assert all(one.detail.endswith(".") and one.verdict in {"no", "unknown"} for one in found), found


def test_what_one_person_sees_is_partly() -> None:
    assert says("owner_view", messages(query={"userId": False})).verdict == Verdict.PARTLY
    assert says("owner_view", messages()).verdict == Verdict.YES


def test_who_called_whom_needs_a_member_that_says_it() -> None:
    def calls(**kinds: object) -> dict[str, object]:
        return {"/v1/calls": {"get": operation(listed(fields(**kinds)))}}

    assert says("call_parties", calls(id="string")).verdict == Verdict.NO
    assert says("call_parties", calls(**{"from": "string", "to": "string"})).verdict == Verdict.YES
    assert says("call_parties", calls(conversationId="string")).verdict == Verdict.YES


def test_contacts_are_found_by_what_their_list_takes() -> None:
    def contacts(**query: bool) -> dict[str, object]:
        return {"/v1/contacts": {"get": operation(query=query)}}

    assert says("contact_search", contacts(sources=False)).verdict == Verdict.NO
    assert says("contact_search", contacts(phoneNumber=False)).verdict == Verdict.YES
    assert says("contact_listing", contacts(externalIds=True, maxResults=True)).verdict == Verdict.NO
    assert says("contact_listing", contacts(maxResults=True)).verdict == Verdict.YES


def test_an_event_that_is_there_still_has_to_come() -> None:
    events = {"type": "array", "items": {"enum": ["call.voicemail.completed", "message.received"]}}
    path = {"/webhooks": {"post": operation(body=fields(events=events))}}
    found = {one.name: one for one in specified_of_webhooks(read_specification(Document(path).text))}
    assert found["voicemail"] == Specified(
        "voicemail", "webhooks", Verdict.UNKNOWN, "There is an event call.voicemail.completed."
    )
    assert found["comments"].verdict == Verdict.NO
    assert specified_of_webhooks(read_specification(Document({"/x": {"get": operation()}}).text)) == []
