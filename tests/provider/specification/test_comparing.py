"""Two documents compared by what they mean."""

import json

from onrecord.provider.specification import Change, ChangeKind, compare, read_specification
from provider_documents import Document, fields, operation


def changes(before: Document, after: Document) -> list[tuple[str, str, str]]:
    found = compare(read_specification(before.text), read_specification(after.text))
    return [(change.kind.value, change.operation, change.place) for change in found]


def test_words_examples_and_order_do_not_count() -> None:
    plain = Document({"/a": {"get": operation(fields(id="string", name="string?"))}, "/b": {"get": operation()}})
    wordy = json.loads(plain.text)
    wordy["paths"] = {"/b": wordy["paths"]["/b"], "/a": wordy["paths"]["/a"]}
    told = wordy["paths"]["/a"]["get"]
    schema = told["responses"]["200"]["content"]["application/json"]["schema"]
    schema["properties"] = dict(reversed(schema["properties"].items()))
    schema["properties"]["id"] |= {"description": "Its id.", "examples": ["x"], "x-note": 1}
    told |= {"summary": "Other words", "tags": ["A"], "operationId": "a2"}
    assert changes(plain, Document(wordy["paths"])) == []


def test_operations_come_and_go() -> None:
    before, after = Document({"/a": {"get": operation()}}), Document({"/b": {"get": operation(), "post": operation()}})
    assert changes(before, after) == [("removed", "GET /a", ""), ("added", "GET /b", ""), ("added", "POST /b", "")]


def test_a_field_that_came_with_all_that_is_in_it_is_named_once() -> None:
    photo = {"type": "array", "items": fields(url="string", type="string")}
    before = Document({"/a": {"get": operation(fields(id="string"))}})
    after = Document({"/a": {"get": operation(fields(id="string", media=photo))}})
    assert changes(before, after) == [("added", "GET /a", "answer media")]
    assert changes(after, before) == [("removed", "GET /a", "answer media")]


def test_a_field_can_become_optional_and_of_another_kind() -> None:
    before = Document({"/a": {"get": operation(fields(id="string", size="integer"))}})
    after = Document({"/a": {"get": operation(fields(id="string?", size="string"))}})
    found = compare(read_specification(before.text), read_specification(after.text))
    assert found == (
        Change(ChangeKind.OPTIONAL, "GET /a", "answer id", "string", "string"),
        Change(ChangeKind.CHANGED, "GET /a", "answer size", "integer", "string"),
    )


def test_a_parameter_can_become_required_and_back() -> None:
    free = Document({"/a": {"get": operation(query={"externalIds": False})}})
    bound = Document({"/a": {"get": operation(query={"externalIds": True})}})
    assert changes(free, bound) == [("required", "GET /a", "parameter query externalIds")]
    assert changes(bound, free) == [("optional", "GET /a", "parameter query externalIds")]


def test_the_alternatives_may_stand_in_any_order() -> None:
    one, two = {"type": "string", "pattern": "^PN"}, {"type": "string", "pattern": "^US"}
    before = Document({"/a": {"get": operation(fields(to={"anyOf": [one, two]}))}})
    after = Document({"/a": {"get": operation(fields(to={"oneOf": [two, one]}))}})
    assert changes(before, after) == []


def test_of_an_unclear_part_nothing_is_claimed() -> None:
    clear = Document({"/a": {"get": operation(fields(id="string"), query={"limit": True})}})
    unclear = Document({"/a": {"get": operation({"$ref": "#/nowhere"}, query={"limit": False})}})
    assert changes(clear, unclear) == [("optional", "GET /a", "parameter query limit")]


def test_what_a_broken_document_does_not_reach_is_not_gone() -> None:
    whole = Document({"/a": {"get": operation()}, "/b": {"get": operation()}})
    broken = whole.text[: whole.text.index(b'"/b"')]
    before, after = read_specification(whole.text), read_specification(broken)
    assert not after.whole
    assert compare(before, after) == ()
    assert compare(after, before) == ()


def test_an_error_that_changes_its_code_came_and_went() -> None:
    before = Document({"/a": {"get": operation(errors={"402": "0200402"})}})
    after = Document({"/a": {"get": operation(errors={"402": "0201402"})}})
    assert changes(before, after) == [
        ("removed", "GET /a", "error 402 0200402"),
        ("added", "GET /a", "error 402 0201402"),
    ]
