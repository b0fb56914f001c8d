"""What the simulator publishes about itself is what it answers, on every date."""

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from urllib.parse import urlencode

import jsonschema_rs
import pytest

from quosim.dates import ROWS, Day
from quosim.gate import TABLES, Request, answer
from quosim.house import House, Options
from quosim.specifications import changelog as announced
from quosim.specifications.document import ANSWERS, document, exists
from quosim.specifications.publishing import publish
from quosim.specifications.unplayed import UNPLAYED
from quosim.times import read_day
from quosim.world import make_world
from simulator import serving
from tiny_world import tiny_house

HEADERS = {b"authorization": b"ana", b"quo-api-version": b"2026-03-30", b"host": b"sim"}
PATHS = {
    "v1": "/public/openphone-public-api-v1-prod.json",
    "dated": "/public/openphone-public-api-2026-03-30-prod.json",
}
MOST_OF_A_KIND = 60
ASKED_WITH = {
    "/calls": {"include": "summary,voicemail", "limit": 50},
    "/calls/{callId}": {"include": "summary,voicemail"},
    "/phone-numbers": {"include": "restrictions"},
    "/phone-numbers/{phoneNumberId}": {"include": "restrictions,businessHours"},
    "/v1/contacts": {"externalIds": "crm-7", "maxResults": 50},
}


@lru_cache
def demo() -> House:
    return House(Options(rate=0), make_world, real=lambda: 0.0)


def told(house: House, path: str, query: str = "") -> tuple[int, object]:
    found = answer(house, Request("GET", path, query, HEADERS, 0.0))[0]
    text = found.body.decode()
    return found.status, json.loads(text) if text.startswith("{") else text


def published(house: House, surface: str) -> dict:
    found = publish(house, "GET", PATHS[surface])
    assert found.status == 200
    return json.loads(found.body)


def idents(house: House, template: str) -> Iterator[tuple[str, ...]]:
    """Some ids for the path: of calls, messages, people, …"""
    world = house.world
    if "noteId" in template:
        yield from ((contact.id, note.id) for contact in world.contacts for note in contact.notes)
    elif "propertyId" in template:
        yield from ((contact.id, contact.numbers[0].id) for contact in world.contacts if contact.numbers)
    elif "call" in template:
        yield from ((call.id,) for call in world.calls)
    elif "message" in template:
        yield from ((message.id,) for message in world.messages)
    elif "contact" in template:
        yield from ((contact.id,) for contact in world.contacts)
    elif "phone-number" in template and "user" not in template.split("{", maxsplit=1)[0]:
        yield from ((line.id,) for line in world.lines)
    elif "user" in template:
        yield from ((member.id,) for member in world.members)
    elif "task" in template:
        yield from ((task.id,) for task in world.tasks)


def questions(house: House, template: str) -> Iterator[tuple[str, str]]:
    """(path, query) of what can be asked of the template."""
    sized = "maxResults" if template.startswith("/v1/") else "limit"
    plain: dict[str, object] = ASKED_WITH.get(template, {})
    if template in ("/v1/calls", "/v1/messages"):
        for thread in house.world.conversations[:MOST_OF_A_KIND]:
            asked = {"phoneNumberId": thread.line_id, "participants": list(thread.participants), sized: 50}
            yield template, urlencode(asked, doseq=True)
    elif "{" in template:
        for ids in list(idents(house, template))[:MOST_OF_A_KIND]:
            path = template
            for ident in ids:
                path = re.sub(r"{\w+}", ident, path, count=1)
            yield path, urlencode(plain)
    else:
        whole = template in ("/organization", "/phone-numbers/available", "/v1/contact-custom-fields")
        yield template, urlencode(plain or ({} if whole or template == "/v1/phone-numbers" else {sized: 50}))


def answers(house: House, surface: str) -> Iterator[tuple[str, int, object]]:
    """(template, status, body) of every question that is published and played."""
    played = {route.template for route in TABLES[surface].routes}
    for template, methods in published(house, surface)["paths"].items():
        if "get" in methods and template in played and "webhooks" not in template:
            for path, query in questions(house, template):
                yield (template, *told(house, path, query))


DAYS = (
    "2024-12-02",
    "2025-07-30",
    "2025-11-06",
    "2026-06-18",
    "2026-08-21",
    "2026-09-28",
    "2026-09-29",
    "2026-11-20T21",
)


def complaints(house: House, surface: str) -> tuple[set[str], dict[tuple[str, str], str]]:
    """The templates of which a good answer was seen, and what the document has against any answer."""
    whole = published(house, surface)
    seen, wrong = set(), {}
    for template, status, body in answers(house, surface):
        described = whole["paths"][template]["get"]["responses"].get(str(status))
        if described is None or not isinstance(body, dict):
            wrong[template, str(status)] = "is not described"
            continue
        # Which code stands for a status differs even within one question, there as here (live-quirks of 2026-04).
        error = whole["components"]["schemas"]["Error"]
        schema = error if status >= 400 else described["content"]["application/json"]["schema"]
        schema = {**schema, "components": whole["components"]}
        for one in jsonschema_rs.Draft202012Validator(schema, validate_formats=True).iter_errors(body):
            wrong[template, re.sub(r"\d+", "*", "/".join(map(str, one.instance_path)))] = one.message
        if status == 200:
            seen.add(template)
    return seen, wrong


@pytest.mark.parametrize("day", DAYS)
def test_every_answer_is_what_is_published_that_day(day: str) -> None:
    house = demo()
    house.clock.set_to(read_day(day if "T" not in day else f"{day}:30:00Z"))
    for surface in ("v1", "dated"):
        if exists(surface, house.day(house.clock.now())):
            seen, wrong = complaints(house, surface)
            assert wrong == {}
            assert len(seen) >= 2, "a document that was held to nothing proves nothing"


def test_the_awkward_things_are_as_published_too() -> None:
    for moment in ("2026-11-20T12:10:00Z", "2026-11-20T12:00:15Z", "2026-10-01T10:05:30Z"):
        house = tiny_house(as_of=read_day(moment))
        for surface in ("v1", "dated"):
            assert complaints(house, surface)[1] == {}


def held(house: House, operation: str, path: str, **body: object) -> dict:
    """The answer to an order about a webhook, held to what is published; and what was sent, too."""
    method, template = operation.split(" ")
    whole = published(house, "v1" if template.startswith("/v1/") else "dated")
    described = whole["paths"][template][method.lower()]
    if body:
        sent = described["requestBody"]["content"]["application/json"]["schema"]
        jsonschema_rs.Draft202012Validator(sent).validate(body)
    found = answer(house, Request(method, path, "", HEADERS, 0.0, json.dumps(body).encode() if body else b""))[0]
    schema = described["responses"][str(found.status)]["content"]["application/json"]["schema"]
    told = json.loads(found.body)
    jsonschema_rs.Draft202012Validator(schema, validate_formats=True).validate(told)
    return told


@pytest.mark.parametrize("day", ["2026-06-18", "2026-11-20"])
def test_what_is_told_of_webhooks_is_as_published(day: str) -> None:
    house = tiny_house(as_of=read_day(day))
    url = "https://a.example/hook"
    hook = held(house, "POST /webhooks", "/webhooks", url=url, events=["message.received"])["data"]
    at = f"/webhooks/{hook['id']}"
    held(house, "PATCH /webhooks/{webhookId}", at, label="one", resourceIds=None)
    held(house, "GET /webhooks", "/webhooks")
    held(house, "GET /webhooks/{webhookId}", at)
    held(house, "POST /webhooks/{webhookId}/rotate", f"{at}/rotate")
    held(house, "POST /webhooks/{webhookId}/events/test", f"{at}/events/test", eventType="call.completed")
    (delivery,) = held(house, "GET /webhooks/{webhookId}/events", f"{at}/events")["data"]
    one = f"{at}/events/{delivery['id']}"
    held(house, "GET /webhooks/{webhookId}/events/{deliveryId}", one)
    held(house, "POST /webhooks/{webhookId}/events/{deliveryId}/retry", f"{one}/retry")
    old = held(house, "POST /v1/webhooks/calls", "/v1/webhooks/calls", url=url, events=["call.ringing"])["data"]
    held(house, "GET /v1/webhooks", "/v1/webhooks")
    held(house, "GET /v1/webhooks/{id}", f"/v1/webhooks/{old['id']}")


def test_every_question_that_can_be_asked_has_its_answer_described() -> None:
    played = {route.operation for table in TABLES.values() for route in table.routes if route.status != 204}
    assert set(ANSWERS) == played


@pytest.mark.parametrize("surface", ["v1", "dated"])
def test_only_what_exists_on_the_day_is_published(surface: str) -> None:
    for moment in (date(2025, 7, 30), date(2026, 7, 13), date(2026, 11, 20)):
        day = Day(moment)
        if not exists(surface, day):
            continue
        paths = document(surface, day)["paths"]
        told = {f"{surface} {method.upper()} {path}" for path, methods in paths.items() for method in methods}
        known = {
            row.name for row in ROWS if row.in_force(moment) and row.name.startswith(f"{surface} ") and "/" in row.name
        }
        assert told == known | {
            one.operation for one in UNPLAYED if one.operation.startswith(surface) and one.since <= moment
        }


def test_what_is_published_and_not_played_is_not_there() -> None:
    house = tiny_house()
    for one in UNPLAYED:
        _, method, path = one.operation.split(" ")
        told = answer(house, Request(method, path.replace("{", "").replace("}", ""), "", HEADERS, 0.0))[0]
        assert told.status == 404, one.operation


def test_a_surface_without_questions_publishes_nothing() -> None:
    house = tiny_house()
    house.clock.set_to(read_day("2025-07-30"))
    assert publish(house, "GET", PATHS["dated"]).status == 404
    assert publish(house, "GET", PATHS["v1"]).status == 200
    house.clock.set_to(read_day("2026-07-13"))
    assert publish(house, "GET", PATHS["dated"]).status == 200


@pytest.mark.parametrize(("method", "path"), [("GET", "/public/other.json"), ("POST", PATHS["v1"])])
def test_nothing_else_is_published(method: str, path: str) -> None:
    assert publish(tiny_house(), method, path).status == 404


def test_the_changelog_knows_what_had_been_announced() -> None:
    house = tiny_house()
    house.clock.set_to(read_day("2026-08-21"))
    entries = json.loads(publish(house, "GET", "/public/changelog.json").body)["entries"]
    assert entries[0] == {"date": "2026-08-21", "surface": "v1", "title": "Messages carry media", "published": True}
    assert [entry["date"] for entry in entries] == sorted((entry["date"] for entry in entries), reverse=True)


def test_every_day_on_which_a_document_changes_is_in_the_changelog() -> None:
    days = {row.since for row in ROWS} | {row.until for row in ROWS if row.until} | {one.since for one in UNPLAYED}
    assert days <= {entry.date for entry in announced.ENTRIES}
    assert list(announced.ENTRIES) == sorted(announced.ENTRIES, key=lambda entry: entry.date)


def test_documents_are_to_be_had_without_a_key_and_are_not_counted() -> None:
    with serving(tiny_house(rate=1)) as sim:
        for _ in range(5):
            assert sim.ask(PATHS["v1"])["openapi"] == "3.1.0"
        assert sim.ask("/public/changelog.json")["entries"]
        assert sim.stats["requests"]["total"] == 0
