"""The provider's own documents, where they are at hand: the schema of each operation's 200."""

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import jsonschema_rs

FOLDER = Path(__file__).parents[3] / "shared" / "quo-api" / "specs"
DOCUMENTS = {
    "v1 in June 2025": "v1-openapi-2025-06-16.yaml",  # JSON all the same
    "v1 in July 2026": "v1-openapi-2026-07-20.json",
    "v1 in October 2026": "v1-openapi-2026-10-08-assembled.json",
    "dated": "v2026-03-30-openapi.assembled.json",
}


@lru_cache
def document(name: str) -> dict:
    return json.loads((FOLDER / DOCUMENTS[name]).read_text())


def filled(template: str, ids: Iterable[str]) -> str:
    """The path that a template makes with those ids."""
    path = template
    for ident in ids:
        path = path.replace(path[path.index("{") : path.index("}") + 1], ident, 1)
    return path


@lru_cache
def validator(
    name: str, template: str, method: str = "get", status: str = "200"
) -> jsonschema_rs.Draft202012Validator | None:
    """For one answer of one operation; formats are held to as well. `$ref`s resolve within the document.

    None for what the document itself gets wrong: one schema of June 2025 was published with a dangling reference.
    """
    if (name, template) == ("v1 in June 2025", "/v1/phone-numbers"):
        return None
    whole = document(name)
    told = whole["paths"][template][method]["responses"][status]
    answer = told["content"]["application/json"]["schema"] if "content" in told else {"type": "null"}
    schema = {**answer, "components": whole.get("components", {})}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


def templates(name: str) -> list[str]:
    return [path for path, methods in document(name)["paths"].items() if "get" in methods]


def complaints(
    name: str, template: str, body: object, method: str = "get", status: str = "200"
) -> list[tuple[str, str]]:
    """(place in the body with numbers as `*`, what is wrong) of everything that the document does not allow."""
    known = validator(name, template, method, status)
    found = known.iter_errors(body) if known else ()
    return [(re.sub(r"\d+", "*", "/".join(map(str, one.instance_path))), one.message) for one in found]
