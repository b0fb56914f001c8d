"""Reading a published document: as far as it goes, and never failing."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.provider.specification import Kind, Member, Specification, read_specification
from onrecord.provider.specification.outline import Part

TEXT = Kind("string")


def document(answer: object = None, *, parameters: object = (), body: object = None, **more: object) -> dict:
    """One operation, `GET /things`."""
    operation: dict = {"parameters": list(parameters) if isinstance(parameters, tuple) else parameters}
    operation["responses"] = {"200": {"content": {"application/json": {"schema": answer or {}}}}}
    if body is not None:
        operation["requestBody"] = {"content": {"application/json": {"schema": body}}}
    return {"openapi": "3.1.0", "paths": {"/things": {"get": operation}}, **more}


def read(told: object) -> Specification:
    return read_specification(json.dumps(told).encode())


def answer_of(schema: object, **more: object) -> dict[str, Member]:
    return dict(read(document(schema, **more)).operations["GET /things"].answer)


def query(name: str, **more: object) -> dict:
    return {"in": "query", "name": name, "schema": {"type": "string"}, **more}


def test_fields_are_named_by_their_path() -> None:
    photo = {"type": "object", "required": ["url"], "properties": {"url": {"type": "string", "format": "uri"}}}
    thing = {"type": "object", "properties": {"media": {"type": "array", "items": photo}}}
    assert answer_of({"type": "object", "required": ["data"], "properties": {"data": thing}}) == {
        "data": Member(True, frozenset({Kind("object")})),
        "data.media": Member(False, frozenset({Kind("array")})),
        "data.media[]": Member(True, frozenset({Kind("object")})),
        "data.media[].url": Member(True, frozenset({Kind("string", ("format=uri",))})),
    }


@pytest.mark.parametrize(
    "schema",
    [
        {"type": ["string", "null"]},
        {"type": "string", "nullable": True},
        {"anyOf": [{"type": "string"}, {"type": "null"}]},
        {"oneOf": [{"type": "null"}, {"type": "string"}]},
    ],
)
def test_null_is_said_in_four_ways(schema: object) -> None:
    told = answer_of({"type": "object", "properties": {"name": schema}})
    assert told["name"] == Member(False, frozenset({TEXT}), nullable=True)


def test_what_is_not_in_every_alternative_is_optional() -> None:
    one = {"type": "object", "required": ["id", "url"], "properties": {"id": {"type": "string"}, "url": {}}}
    two = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}
    told = answer_of({"anyOf": [one, two]})
    assert told["id"] == Member(True, frozenset({TEXT, Kind("integer")}))
    assert not told["url"].required


def test_all_of_adds_up() -> None:
    one = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
    two = {"type": "object", "properties": {"group": {"type": "string"}}}
    told = answer_of({"type": "object", "allOf": [one, two]})
    assert {path: member.required for path, member in told.items()} == {"id": True, "group": False}


def test_a_reference_is_followed_and_a_circle_ends() -> None:
    node = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Node"}}}
    told = answer_of({"$ref": "#/components/schemas/Node"}, components={"schemas": {"Node": node}})
    assert "next.next.next" in told


def test_a_dangling_reference_leaves_only_its_own_part_unclear() -> None:
    found = read(document({"$ref": "#/components/schemas/Nowhere"}, parameters=(query("limit", required=True),)))
    operation = found.operations["GET /things"]
    assert operation.unclear == {Part.ANSWER}
    assert operation.parameters["query limit"].required
    assert found.whole
    assert found.not_understood == ("GET /things 200: refers to #/components/schemas/Nowhere, which is not there",)


def test_a_filter_with_operators_is_one_parameter_for_each() -> None:
    operators = {"type": "object", "properties": {"gte": {"type": "string"}, "lte": {"type": "string"}}}
    either = {"anyOf": [{"type": "string"}, {"type": "object", "properties": {"in": {"type": "string"}}}]}
    told = read(document(parameters=(query("createdAt", schema=operators), query("source", schema=either))))
    assert set(told.operations["GET /things"].parameters) == {
        "query createdAt[gte]", "query createdAt[lte]", "query source", "query source[in]",
    }  # fmt: skip


def test_a_list_as_a_parameter_keeps_its_bounds() -> None:
    people = {"type": "array", "maxItems": 10, "items": {"type": "string", "minLength": 1}}
    told = read(document(parameters=(query("participants", schema=people),))).operations["GET /things"].parameters
    assert told["query participants"].bound("maxItems") == "10"
    assert told["query participants[]"].kinds == {Kind("string", ("minLength=1",))}


def test_errors_are_known_by_status_and_code() -> None:
    body = {"properties": {"code": {"const": "0100404"}, "title": {"const": "Not Found"}}}
    told = document({})
    told["paths"]["/things"]["get"]["responses"] |= {
        "404": {"content": {"application/json": {"schema": body}}},
        "429": {"description": "slow down"},
    }
    assert read(told).operations["GET /things"].errors == {"404 0100404": "Not Found", "429": ""}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (b"", "no object"),
        (b"[]", "no object"),
        (b"<!DOCTYPE html><p>moved", "no object"),
        (b"{}", "no paths"),
        (b'{"paths": []}', "no paths"),
        (b"\xff\xfe\x00", "breaks off"),
    ],
)
def test_what_is_no_specification_says_nothing(text: bytes, complaint: str) -> None:
    found = read_specification(text)
    assert found.operations == {}
    assert not found.whole
    assert complaint in found.not_understood[0]


@pytest.mark.parametrize(
    "part",
    [
        {"paths": {"/things": 3}},
        {"paths": {"/things": {"get": "soon"}}},
        {"paths": {"/things": {"get": {"responses": []}}}},
        {"paths": {"/things": {"get": {"responses": {}, "parameters": [{"in": "query"}]}}}},
    ],
)
def test_what_is_wrong_is_named(part: dict) -> None:
    found = read(part)
    assert found.whole
    assert found.not_understood


@pytest.mark.parametrize("schema", [{"type": 7}, {"properties": []}, {"required": "id"}, {"anyOf": {}}, "soon"])
def test_a_wrong_schema_leaves_its_answer_unclear(schema: object) -> None:
    assert read(document(schema)).operations["GET /things"].unclear == {Part.ANSWER}


def test_yaml_says_the_same_as_json() -> None:
    yaml = b"""
openapi: 3.1.0
paths:
  /things:
    get:
      parameters: []
      responses:
        '200':
          content:
            application/json:
              schema:
                type: object
                required: [id]
                properties:
                  id: {type: string, const: 0101400}
                  size: {type: integer, maximum: 50}
"""
    properties = {"id": {"type": "string", "const": "0101400"}, "size": {"type": "integer", "maximum": 50}}
    same = read(document({"type": "object", "required": ["id"], "properties": properties}))
    assert read_specification(yaml) == same


def test_aliases_are_not_followed() -> None:
    """Nine lines of them would be a thousand million words."""
    lines = ["paths: {}", "a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    found = read_specification("\n".join(lines).encode())
    assert "alias" in found.not_understood[0]


def test_a_text_that_breaks_off_is_read_up_to_there() -> None:
    told = document({"type": "object", "properties": {"id": {"type": "string"}}})
    told["paths"]["/later"] = {"get": {"responses": {}}}
    text = json.dumps(told, indent=1).encode()
    found = read_specification(text[: text.index(b"/later")])
    assert "id" in found.operations["GET /things"].answer
    assert not found.whole
    assert "breaks off" in found.not_understood[0]


def test_depth_without_end_is_refused_and_survived() -> None:
    assert not read_specification(b'{"paths":' + b"[" * 100_000).whole


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(
            ["paths", "get", "parameters", "schema", "type", "properties", "items", "anyOf", "allOf", "$ref", "enum",
             "required", "responses", "200", "content", "application/json", "name", "in", "description", "const"]
        ), inner, max_size=4,
    ),
    max_leaves=25,
)  # fmt: skip


@given(_JSON)
@settings(max_examples=150, deadline=None)
def test_no_schema_makes_reading_fail(schema: object) -> None:
    read(document(schema, parameters=({"in": "query", "name": "x", "schema": schema},), body=schema))
    read({"paths": {"/things": {"get": schema}, "/others": schema}})
    read({"paths": schema})


@given(st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_no_text_makes_reading_fail(text: bytes) -> None:
    read_specification(text)
    read_specification(b'{"paths": {"/x": ' + text)
