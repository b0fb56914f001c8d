"""Small specifications, made by hand."""

import json
from collections.abc import Mapping


def fields(**kinds: object) -> dict[str, object]:
    """An object: `fields(id="string", name="string?")`; a question mark means optional. A dict is a schema itself."""
    properties = {
        name: kind if isinstance(kind, dict) else {"type": str(kind).rstrip("?")} for name, kind in kinds.items()
    }
    required = [name for name, kind in kinds.items() if not str(kind).endswith("?")]
    return {"type": "object", "required": required, "properties": properties}


def operation(
    answer: object = None,
    *,
    query: Mapping[str, bool] | None = None,
    errors: Mapping[str, str] | None = None,
    body: object = None,
    description: str = "",
) -> dict[str, object]:
    """`query`: whether each parameter is required. `errors`: the code of each status."""
    responses: dict[str, object] = {"200": _json(answer or {})}
    for status, code in (errors or {}).items():
        responses[status] = _json({"properties": {"code": {"const": code}}})
    parameters = [
        {"in": "query", "name": name, "required": required, "schema": {"type": "string"}}
        for name, required in (query or {}).items()
    ]
    told = {"description": description, "parameters": parameters, "responses": responses}
    return told if body is None else {**told, "requestBody": _json(body)}


def listed(item: object) -> dict[str, object]:
    """`{data: [item]}`."""
    return fields(data={"type": "array", "items": item})


def _json(schema: object) -> dict[str, object]:
    return {"content": {"application/json": {"schema": schema}}}


class Document:
    """A whole document around `paths`."""

    def __init__(self, paths: Mapping[str, object], **more: object) -> None:
        self.text = json.dumps({"openapi": "3.1.0", "paths": paths, **more}).encode()
