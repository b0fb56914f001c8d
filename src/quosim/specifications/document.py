"""The OpenAPI document of one surface as of a day: from the routes that exist then, and from what they answer."""

import re
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import NamedTuple

from quosim.dates import GROUP_MESSAGES, PLAIN_BAD_REQUEST, Day
from quosim.errors import DOCS
from quosim.parameters import Kind, Parameter
from quosim.routes import Route
from quosim.specifications import dated_shapes, v1_shapes, webhook_shapes
from quosim.specifications.shapes import Schema, Shape
from quosim.specifications.unplayed import UNPLAYED
from quosim.surfaces import dated, v1
from quosim.surfaces.dated_pages import VERSION

ROUTES: Mapping[str, Iterable[Route]] = {"v1": v1.ROUTES, "dated": dated.ROUTES}
ANSWERS: Mapping[str, Shape] = {**v1_shapes.ANSWERS, **dated_shapes.ANSWERS, **webhook_shapes.ANSWERS}
WORDS = {
    "v1 GET /v1/call-summaries/{callId}": "Only available on business and scale plans.",
    "v1 GET /v1/call-transcripts/{id}": "Only available on business and scale plans.",
    "v1 GET /v1/calls": "Calls between one line and one other number.",
    "v1 GET /v1/messages": "Messages between one line and exactly these others.",
}
"""Descriptions that say more than the routes themselves."""
PARAMETER_WORDS = {
    ("v1 GET /v1/calls", "userId"): "Whose view is listed. Defaults to the owner of the number.",
    ("v1 GET /v1/messages", "userId"): "Whose view is listed. Defaults to the owner of the number.",
}


class _Told(NamedTuple):
    """An operation on its way into the document, whether it is played or not. `answer` None: an empty body."""

    operation: str
    parameters: tuple[Parameter, ...]
    resource: str
    body: Shape | None
    answer: Shape | None
    status: int


def exists(surface: str, day: Day) -> bool:
    """Whether the surface has any question on the day: before that it publishes nothing."""
    return any(day.has(route.operation) for route in ROUTES[surface])


def document(surface: str, day: Day) -> Schema:
    paths: dict[str, dict[str, object]] = {}
    for told in sorted(_operations(surface, day), key=lambda one: one.operation):
        _, method, path = told.operation.split(" ")
        paths.setdefault(path, {})[method.lower()] = _operation(surface, told, day)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Simulated phone API", "version": "1.0.0", "description": f"As of {day.date.isoformat()}."},
        "servers": [{"url": "https://api.quo.com"}],
        "security": [{"apiKey": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"apiKey": {"type": "apiKey", "in": "header", "name": "Authorization"}},
            "schemas": {"Error": _error(surface, "", "")},
        },
    }


def _operations(surface: str, day: Day) -> Iterator[_Told]:
    for route in ROUTES[surface]:
        if day.has(route.operation):
            body, answer = webhook_shapes.BODIES.get(route.operation), ANSWERS.get(route.operation)
            yield _Told(route.operation, route.parameters, route.resource, body, answer, route.status)
    for one in UNPLAYED:
        if one.operation.startswith(f"{surface} ") and one.since <= day.date:
            yield _Told(one.operation, (), "", one.body, one.answer, one.status)


def _operation(surface: str, told: _Told, day: Day) -> Schema:
    success: Schema = {"description": HTTPStatus(told.status).phrase}
    if told.answer is not None:
        success["content"] = _json(told.answer.schema(day))
    operation: Schema = {
        "operationId": re.sub(r"\W+", "_", told.operation),
        "description": WORDS.get(told.operation, ""),
        "parameters": [*_parameters(surface, told, day)],
        "responses": {str(told.status): success, **_errors(surface, told, day)},
    }
    if told.body is not None:
        operation["requestBody"] = {"required": True, "content": _json(told.body.schema(day))}
    return operation


def _json(schema: Schema) -> Schema:
    return {"application/json": {"schema": schema}}


def _parameters(surface: str, told: _Told, day: Day) -> Iterator[Schema]:
    if surface == "dated":
        version = {"type": "string", "enum": [VERSION]}
        yield {"in": "header", "name": "Quo-Api-Version", "required": True, "schema": version}
    for name in re.findall(r"{(\w+)}", told.operation):
        yield {"in": "path", "name": name, "required": True, "schema": {"type": "string"}}
    yield from _queries(told, day)


def _queries(told: _Told, day: Day) -> Iterator[Schema]:
    """A filter and its operators are one parameter: `createdAt` with `gte` and `lte`."""
    families: dict[str, list[Parameter]] = {}
    for parameter in told.parameters:
        families.setdefault(parameter.name.partition("[")[0], []).append(parameter)
    for name, family in families.items():
        schema = _family(told.operation, family, day)
        if (told.operation, name) in PARAMETER_WORDS:
            schema["description"] = PARAMETER_WORDS[told.operation, name]
        query: Schema = {"in": "query", "name": name, "required": family[0].needed(day), "schema": schema}
        yield query if all(one.name == name for one in family) else {**query, "style": "deepObject", "explode": True}


def _family(operation: str, family: list[Parameter], day: Day) -> Schema:
    plain = [_value(operation, one, day) for one in family if "[" not in one.name]
    operators = {
        one.name.partition("[")[2].rstrip("]"): _value(operation, one, day) for one in family if "[" in one.name
    }
    if not operators:
        return plain[0]
    filters: Schema = {"type": "object", "properties": operators, "additionalProperties": False}
    return {"anyOf": [*plain, filters]} if plain else filters


def _value(operation: str, parameter: Parameter, day: Day) -> Schema:
    match parameter.kind:
        case Kind.INTEGER:
            told = {"minimum": parameter.low, "maximum": parameter.high, "default": parameter.default}
            return {"type": "integer", **{name: value for name, value in told.items() if value is not None}}
        case Kind.TIME:
            return {"type": "string", "format": "date-time"}
        case Kind.FLAG:
            return {"type": "boolean"}
        case Kind.REPEATED:
            most = _most(operation, parameter, day)
            bound = {} if most is None else {"maxItems": most}
            return {"type": "array", "items": _text(parameter), **bound}
        case Kind.COMMA:
            return {"type": "string", "description": "Several, separated by commas."}
        case Kind.TEXT:
            return _text(parameter)


def _text(parameter: Parameter) -> Schema:
    schema: Schema = {"type": "string"}
    if parameter.pattern:
        schema["pattern"] = f"^({parameter.pattern})$"
    if parameter.choices:
        schema["enum"] = list(parameter.choices)
    return schema


def _most(operation: str, parameter: Parameter, day: Day) -> int | None:
    """What the routes themselves refuse: several others in a call, and in messages before groups could be listed."""
    if parameter.name == "participants" and (operation == "v1 GET /v1/calls" or not day.has(GROUP_MESSAGES)):
        return 1
    return parameter.most


def _errors(surface: str, told: _Told, day: Day) -> dict[str, Schema]:
    found: dict[str, Schema] = {}
    for status in (400, 401, 403, 404, 500):
        title, code = HTTPStatus(status).phrase, ""
        if surface == "v1" and told.resource:
            code, title = _v1_error(told, status, day)
        described: Schema = {"$ref": "#/components/schemas/Error"} if not code else _error(surface, code, title)
        found[str(status)] = {"description": title, "content": _json(described)}
    return found


def _v1_error(told: _Told, status: int, day: Day) -> tuple[str, str]:
    of_calls = told.operation in ("v1 GET /v1/calls", "v1 GET /v1/calls/{callId}")
    if status == 400 and of_calls and not day.has(PLAIN_BAD_REQUEST):
        return f"{told.resource}01400", "Too Many Participants"
    return f"{told.resource}00{status}", HTTPStatus(status).phrase


def _error(surface: str, code: str, title: str) -> Schema:
    """The body of an error; v1 names it by a code, too."""
    text: Schema = {"type": "string"}
    told: Schema = {
        "message": text,
        "docs": {"const": DOCS, **text},
        "title": {**text, "const": title} if title else text,
    }
    if surface == "v1":
        told |= {"code": {**text, "const": code} if code else text, "status": {"type": "number"}}
    errors = {"type": "array", "items": {"type": "object"}}
    return {"type": "object", "required": [*told], "properties": {**told, "trace": text, "errors": errors}}
