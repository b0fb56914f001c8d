"""Whole worlds as the provider told them: everything over both surfaces, several times, with its usual mistakes.

`told(seed)` is a list of what was told; `readings_of` sorts it by subject; `fold_world` folds all of it the way a
sync does: lines first, conversations next, because activities are filed with the help of both.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import told as said
from onrecord.domain.clock import ms_to_iso
from onrecord.projection import fold
from onrecord.projection.reading import NOTHING_HELD, Directory, Held, Reading
from told import AGENT, ANA, BEGAN, BEN, DAY, FORBIDDEN, HOUR, MINUTE, NOT_FOUND, OTHER_LINE, OTHER_OWN, OWN, SECOND
from told import LINE as FIRST_LINE

Mentions = tuple[tuple[str, str], ...]
LINES = {FIRST_LINE: OWN, OTHER_LINE: OTHER_OWN}
CALL_PARTS = {
    "GET /calls/{callId}/recordings": "callId",
    "GET /calls/{callId}/transcripts": "callId",
    "GET /v1/call-recordings/{callId}": "callId",
    "GET /v1/call-summaries/{callId}": "callId",
    "GET /v1/call-transcripts/{id}": "id",
    "GET /v1/call-voicemails/{callId}": "callId",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One item as it enters the door; `body` is exactly as received."""

    surface: str
    operation: str
    asked: Mapping[str, object]
    http_status: int
    body: bytes
    asked_ms: int
    mentions: Mentions


class Teller:
    """Makes one world. Everything follows from the seed."""

    def __init__(self, seed: int, conversations: int) -> None:
        self.random = random.Random(seed)
        self.told: list[Told] = []
        self.count = 0
        self._account()
        for number in range(conversations):
            self._conversation(number)

    def tell(
        self,
        operation: str,
        body: object,
        mentions: Mentions,
        *,
        at: int | None = None,
        asked: Mapping[str, object] | None = None,
        status: int = 200,
    ) -> None:
        surface = "v1" if "/v1/" in operation else "dated"
        when = at if at is not None else BEGAN + self.random.randrange(3 * HOUR, 9 * DAY)
        raw = body if isinstance(body, bytes) else json.dumps(body, separators=(",", ":")).encode()
        self.told.append(Told(surface, operation, asked or {}, status, raw, when, mentions))

    def id(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}{self.count:08d}"

    def maybe(self, share: float) -> bool:
        return self.random.random() < share

    def _account(self) -> None:
        self.tell(
            "GET /organization", {"data": {"id": "ORmaple", "name": "Maple Street"}}, (("organization", "ORmaple"),)
        )
        people = [{"id": ANA, "firstName": "Ana", "role": "owner"}, {"id": BEN, "firstName": "Ben", "role": "member"}]
        for line, number in LINES.items():
            times = {"createdAt": ms_to_iso(BEGAN), "updatedAt": ms_to_iso(BEGAN)}
            dated = {"id": line, "phoneNumber": number, "name": f"Line {line[-1]}", "symbol": None} | times
            self.tell("GET /phone-numbers", dated, (("line", line),))
            v1 = {"id": line, "number": number, "name": f"Line {line[-1]}", "users": people} | times
            staff = tuple(("member", str(person["id"])) for person in people)
            self.tell("GET /v1/phone-numbers", v1, (("line", line), *staff))
            hours = {"enabled": True, "timezone": "America/New_York", "schedule": {}}
            asked = {"phoneNumberId": line, "include": "businessHours"}
            single = {"data": dated | {"businessHours": hours}}
            self.tell("GET /phone-numbers/{phoneNumberId}", single, (("line", line),), asked=asked)
        for person in (*people, {"id": AGENT, "firstName": "Sona", "role": "member"}):
            for operation in ("GET /users", "GET /v1/users"):
                self.tell(
                    operation, person | {"email": f"{person['id']}@maple.example"}, (("member", str(person["id"])),)
                )

    def _conversation(self, number: int) -> None:
        line = self.random.choice(list(LINES))
        others = self._others(number, line)
        conversation_id = self.id("CN")
        activities = [self._activity(line, others, conversation_id) for _ in range(self.random.randrange(1, 7))]
        if others[0].startswith("+") and self.maybe(0.6):
            self._contact(others[0], number)
        for operation in ("GET /conversations", "GET /v1/conversations"):
            for version in range(self.random.randrange(1, 3)):
                self._list_conversation(
                    operation, conversation_id, line, others, self.random.choice(activities), version
                )

    def _others(self, number: int, line: str) -> list[str]:
        kind = self.random.random()
        if kind < 0.1:
            return ["Anonymous"]
        if kind < 0.2:
            return ["72345"]
        if kind < 0.3:
            return [f"+155501{number % 50 + 30:05d}", f"+155501{number % 50 + 31:05d}"]
        if kind < 0.35:
            return [own for other, own in LINES.items() if other != line]
        return [f"+155501{number:05d}"]

    def _list_conversation(
        self, operation: str, conversation_id: str, line: str, others: list[str], last: str, version: int
    ) -> None:
        body = {
            "id": conversation_id,
            "phoneNumberId": line,
            "participants": others,
            "name": self.random.choice([None, "Basement job"]),
            "lastActivityId": last,
            "createdAt": ms_to_iso(BEGAN),
            "updatedAt": ms_to_iso(BEGAN + version * MINUTE),
            "deletedAt": ms_to_iso(BEGAN + DAY) if self.maybe(0.1) else None,
        }
        self.tell(operation, body, (("conversation", conversation_id), ("activity", last)))

    def _contact(self, number: str, ordinal: int) -> None:
        contact_id = self.id("64ee9c7c2aff0ddc")
        names = {"firstName": f"Dana{ordinal}", "lastName": "Moss", "company": None, "role": None}
        numbers = [{"name": "mobile", "value": number}, {"name": "office", "value": "(555) 010-0177"}]
        times = {"createdAt": ms_to_iso(BEGAN), "updatedAt": ms_to_iso(BEGAN + MINUTE)}
        card = names | {"phoneNumbers": numbers, "emails": []}
        v1 = {"id": contact_id, "source": None, "defaultFields": card, "customFields": []} | times
        self.tell("GET /v1/contacts", v1, (("contact", contact_id),))
        if self.maybe(0.5):
            self.tell("GET /contacts", {"id": contact_id} | names | times, (("contact", contact_id),))
        if self.maybe(0.1):
            asked = {"contactId": contact_id}
            self.tell("GET /contacts/{contactId}", NOT_FOUND, (("contact", contact_id),), asked=asked, status=404)

    def _activity(self, line: str, others: list[str], conversation_id: str) -> str:
        if self.maybe(0.6):
            return self._message(line, others, conversation_id)
        return self._call(line, others)

    def _message(self, line: str, others: list[str], conversation_id: str) -> str:
        message_id = self.id("AC")
        began = BEGAN + self.random.randrange(-300 * DAY, 0 if self.maybe(0.5) else 2 * DAY)
        incoming = self.maybe(0.5)
        own = LINES[line]
        sides = {"from": others[0], "to": [own, *others[1:]]} if incoming else {"from": own, "to": others}
        photos = [f"{message_id}-{n}.jpg" for n in range(self.random.randrange(0, 3))]
        for operation in ("GET /messages", "GET /v1/messages", "GET /messages/{messageId}"):
            for _ in range(self.random.randrange(0, 3)):
                settled = self.maybe(0.6)
                body = said.dated_message(
                    message_id,
                    **sides,
                    phoneNumberId=line if self.maybe(0.9) else None,
                    conversationId=conversation_id,
                    direction="incoming" if incoming else "outgoing",
                    userId=None if incoming else self.random.choice([ANA, BEN]),
                    status="received" if incoming else "delivered" if settled else "sent",
                    text=self.random.choice(["Hello", "The wall cracked again", ""]),
                    createdAt=ms_to_iso(began),
                    updatedAt=ms_to_iso(began + (9 if settled else 1) * SECOND),
                )
                self._tell_message(operation, message_id, body, photos, line, others)
        return message_id

    def _tell_message(
        self, operation: str, message_id: str, body: dict[str, object], photos: list[str], line: str, others: list[str]
    ) -> None:
        if operation == "GET /v1/messages":
            if self.maybe(0.5):
                del body["media"]
            else:
                body["media"] = [said.photo(f"v1-{name}") for name in photos]
            asked: dict[str, object] = {"phoneNumberId": line, "participants": sorted(others)}
            self.tell(operation, body, (("activity", message_id),), asked=asked)
            return
        body["media"] = [said.photo(name, None) for name in photos[: self.random.randrange(0, 3)]]
        if operation == "GET /messages":
            self.tell(operation, body, (("activity", message_id),))
        elif self.maybe(0.2):
            asked = {"messageId": message_id}
            self.tell(operation, NOT_FOUND, (("activity", message_id),), asked=asked, status=404)
        else:
            self.tell(operation, {"data": body}, (("activity", message_id),), asked={"messageId": message_id})

    def _call(self, line: str, others: list[str]) -> str:
        call_id = self.id("AC")
        began = BEGAN + self.random.randrange(-300 * DAY, 2 * DAY)
        seconds = self.random.randrange(5, 900)
        answered = self.maybe(0.6)
        facts: dict[str, object] = {
            "phoneNumberId": line,
            "direction": self.random.choice(["incoming", "outgoing"]),
            "createdAt": ms_to_iso(began),
            "answeredAt": ms_to_iso(began + 4 * SECOND) if answered else None,
            "answeredBy": self.random.choice([ANA, BEN, AGENT]) if answered else None,
        }
        mentions: Mentions = (("activity", call_id),)
        for _ in range(self.random.randrange(1, 4)):
            course = self._course(began, seconds)
            people = [{"phoneNumber": number, "actorId": None} for number in (LINES[line], *others)]
            body = said.dated_call(call_id, **facts, **course, participants=people)
            if not answered and self.maybe(0.5):
                body["voicemail"] = self._voicemail(call_id)
            include = self.random.choice(["summary,voicemail", ""])
            self.tell("GET /calls", body, mentions, asked={"include": include} if include else {})
        if len(others) == 1 and others[0].startswith("+"):
            listed = self.random.choice([[], [others[0]], [LINES[line], others[0]], [others[0], LINES[line]]])
            v1 = said.v1_call(call_id, **facts, **self._course(began, seconds), participants=listed)
            self.tell("GET /v1/calls", v1, mentions, asked={"phoneNumberId": line, "participants": others})
        self._parts(call_id, began)
        return call_id

    def _course(self, began: int, seconds: int) -> dict[str, object]:
        over = self.maybe(0.8)
        return {
            "status": self.random.choice(["completed", "no-answer"]) if over else "ringing",
            "completedAt": ms_to_iso(began + seconds * SECOND) if over else None,
            "updatedAt": ms_to_iso(began + (seconds if over else 1) * SECOND),
            "duration": self.random.choice([0, seconds, seconds - 1]) if over else 0,
        }

    def _voicemail(self, call_id: str) -> dict[str, object]:
        if self.maybe(0.3):
            return said.voicemail(id=f"VM{call_id}", status="in-progress", recordingUrl=None, transcript=None)
        url = f"https://share.example/v1/resource/voicemail/VM{call_id}.mp3?sig={self.random.random()}"
        return said.voicemail(id=f"VM{call_id}", recordingUrl=url)

    def _parts(self, call_id: str, began: int) -> None:
        for operation, name in CALL_PARTS.items():
            for _ in range(self.random.randrange(0, 3)):
                status, body = self._part(operation, call_id, began)
                self.tell(operation, body, (("activity", call_id),), asked={name: call_id}, status=status)

    def _part(self, operation: str, call_id: str, began: int) -> tuple[int, object]:
        refused = self.random.random()
        if refused < 0.15:
            return 404, NOT_FOUND
        if refused < 0.4:
            return 403, FORBIDDEN
        if "recordings" in operation:
            return 200, {"data": self._recordings(call_id, began)}
        if "voicemails" in operation:
            return 200, {"data": self._voicemail(call_id)}
        if "summaries" in operation:
            return 200, {
                "data": {"callId": call_id, "status": "completed", "summary": ["They spoke."], "nextSteps": []}
            }
        line = {"content": "Hello", "start": 0.5, "end": 1.25, "identifier": OWN, "userId": None}
        if "/v1/" in operation:
            return 200, {"data": {"callId": call_id, "status": "completed", "dialogue": [line]}}
        state = self.random.choice(["completed", "in-progress", "absent"])
        dialogue = [line] if state == "completed" else None
        each = {"recordingId": f"CR{call_id}0", "status": state, "startTime": ms_to_iso(began), "dialogue": dialogue}
        return 200, {"data": [each]}

    def _recordings(self, call_id: str, began: int) -> list[object]:
        listed: list[object] = []
        for number in range(self.random.randrange(0, 3)):
            start = ms_to_iso(began + number * MINUTE)
            unready = {"status": "processing", "url": None} if self.maybe(0.3) else {}
            listed.append(said.recording(f"CR{call_id}{number}", startTime=start, **unready))
        return listed


def told(seed: int, conversations: int = 12) -> list[Told]:
    """Everything one provider said, in the order in which it was asked. The same for the same seed."""
    return sorted(Teller(seed, conversations).told, key=lambda one: one.asked_ms)


def readings_of(everything: Iterable[Told]) -> dict[tuple[str, str], list[Reading]]:
    """By (subject kind, id). An observation's id follows from what was told, so that orders can be compared."""
    by_subject: dict[tuple[str, str], list[Reading]] = {}
    for one in everything:
        number = hash((one.operation, one.asked_ms, one.body))
        reading = Reading(number, one.surface, one.operation, one.asked, one.http_status, one.asked_ms, False, one.body)
        for mention in one.mentions:
            by_subject.setdefault(mention, []).append(reading)
    return by_subject


def fold_world(everything: Sequence[Told], held: Held = NOTHING_HELD) -> dict[tuple[str, str], Any]:
    """Every record of the world by (subject kind, id); None for a subject that has none."""
    readings = readings_of(everything)
    records: dict[tuple[str, str], Any] = {}

    def fold_all(kind: str, folding: Callable[..., Any], *context: object) -> dict[str, Any]:
        folded = {name: folding(name, told, *context).record for (of, name), told in readings.items() if of == kind}
        records.update({(kind, name): record for name, record in folded.items()})
        return {name: record for name, record in folded.items() if record is not None}

    fold_all("organization", fold.fold_organization, Directory())
    fold_all("member", fold.fold_member, Directory())
    fold_all("contact", fold.fold_contact, Directory())
    lines = {name: line.number for name, line in fold_all("line", fold.fold_line, Directory()).items()}
    known = fold_all("conversation", fold.fold_conversation, Directory(lines))
    keys = {name: conversation.key for name, conversation in known.items()}
    fold_all("activity", fold.fold_activity, Directory(lines, keys), held)
    return records
