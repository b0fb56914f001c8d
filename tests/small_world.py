"""A little history as the provider would tell it: answers of both surfaces, from a seed.

It holds what makes keeping hard: things told twice and in other words, hidden callers, groups, a short code, calls
between own lines, conversations with two ids, files with links, an absence, and items that nobody understands.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from onrecord.domain.clock import ms_to_iso
from onrecord.provider.client import Answer

LINES = {"PNana00001": "+15550100001", "PNben00002": "+15550100002"}
START_MS = 1_790_000_000_000  # 2026-09-21
WORDS = ("crack", "wall", "basement", "leak", "photo", "quote", "thanks", "driveway", "über", "café", "beam")
LISTED = {
    "message": "GET /messages",
    "call": "GET /calls",
    "conversation": "GET /conversations",
    "contact": "GET /v1/contacts",
    "line": "GET /phone-numbers",
    "member": "GET /users",
}


@dataclass
class SmallWorld:
    """Items by kind, and answers about one object each, with the time at which each was asked."""

    seed: int
    messages: int = 60
    calls: int = 20
    contacts: int = 10
    people: int = 12
    listed: list[tuple[str, int, dict[str, Any]]] = field(default_factory=list)
    single: list[Answer] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.numbers = [f"+1555011{n:04d}" for n in range(self.people)]
        self.last: dict[str, tuple[str, int]] = {}
        self._account()
        for n in range(self.messages):
            self._message(n)
        for n in range(self.calls):
            self._call(n)
        for n in range(self.contacts):
            self._contact(n)
        self._conversations()

    def answers(self, *, page_size: int = 50) -> Iterator[Answer]:
        """Everything, each list page by page."""
        for kind, operation in LISTED.items():
            told = [(asked_ms, item) for one, asked_ms, item in self.listed if one == kind]
            for at in range(0, len(told), page_size):
                some = told[at : at + page_size]
                yield list_answer(operation, [item for _, item in some], max(ms for ms, _ in some))
        yield from self.single

    def pieces(self) -> Iterator[Answer]:
        """The same, one thing an answer, each with its own time."""
        for kind, asked_ms, item in self.listed:
            yield list_answer(LISTED[kind], [item], asked_ms)
        yield from self.single

    def _account(self) -> None:
        for line_id, number in LINES.items():
            line = {"id": line_id, "phoneNumber": number, "name": "Front desk", "createdAt": ms_to_iso(0)}
            self._tell("line", START_MS, line)
        for member_id in ("USana", "USben"):
            self._tell("member", START_MS, {"id": member_id, "email": f"{member_id}@example.com", "firstName": "Ana"})
        organization = {"id": "OR1", "name": "Maple Street", "subscriptionStatus": "active"}
        self.single.append(one_answer("GET /organization", {}, organization, START_MS))
        self.single.append(Answer("dated", "GET /calls", {}, 200, b'{"data": [{"nobody": 1}, 7]}', START_MS))

    def _message(self, n: int) -> None:
        line_id = self.random.choice(list(LINES))
        others = self._others()
        at_ms = START_MS + n * 61_000
        incoming = self.random.random() < 0.5
        message: dict[str, Any] = {
            "id": f"ACm{self.seed:03d}{n:08d}",
            "to": [LINES[line_id]] if incoming else others,
            "from": others[0] if incoming else LINES[line_id],
            "text": " ".join(self.random.choices(WORDS, k=self.random.randint(0, 8))),
            "phoneNumberId": line_id,
            "conversationId": self._conversation_id(line_id, others),
            "direction": "incoming" if incoming else "outgoing",
            "userId": None if incoming else "USana",
            "status": "received" if incoming else "sent",
            "createdAt": ms_to_iso(at_ms),
            "updatedAt": ms_to_iso(at_ms),
            "media": [self._media(n, k) for k in range(self.random.choice((0, 0, 0, 1, 3)))],
        }
        self._tell("message", at_ms + 5_000, message)
        self._moved(line_id, others, message["id"], at_ms)
        if not incoming:
            later = message | {"status": "delivered", "updatedAt": ms_to_iso(at_ms + 9_000)}
            self._tell("message", at_ms + 60_000, later)

    def _media(self, n: int, k: int) -> dict[str, str]:
        signature = self.random.randrange(10**9)
        return {"url": f"https://share.quo.com/v1/resource/message-media/{self.seed}-{n}-{k}?sig={signature}"}

    def _call(self, n: int) -> None:
        line_id = self.random.choice(list(LINES))
        other = self.random.choice([*self.numbers, "anonymous", next(v for k, v in LINES.items() if k != line_id)])
        at_ms = START_MS + n * 130_000 + 7
        answered = self.random.random() < 0.5
        call_id = f"ACc{self.seed:03d}{n:08d}"
        call: dict[str, Any] = {
            "id": call_id,
            "phoneNumberId": line_id,
            "actorId": "USana",
            "direction": self.random.choice(("incoming", "outgoing")),
            "status": "completed",
            "participants": [{"phoneNumber": LINES[line_id], "actorId": "USana"}, {"phoneNumber": other}],
            "answeredAt": ms_to_iso(at_ms + 4_000) if answered else None,
            "answeredBy": "USana" if answered else None,
            "initiatedBy": None,
            "completedAt": ms_to_iso(at_ms + 64_000),
            "createdAt": ms_to_iso(at_ms),
            "updatedAt": ms_to_iso(at_ms + 64_000),
            "callRoute": "phone-number",
            "duration": 60 if answered else 0,
            "forwardedFrom": None,
            "forwardedTo": None,
            "aiHandled": None,
        }
        self._tell("call", at_ms + 70_000, call)
        self._moved(line_id, [other], call_id, at_ms)
        asked = {"callId": call_id}
        if answered:
            recording = {
                "id": f"CR{self.seed}{n}",
                "status": "completed",
                "startTime": ms_to_iso(at_ms + 4_000),
                "duration": 60,
                "url": f"https://share.quo.com/v1/resource/call-recording/{self.seed}-{n}.mp3?sig={n}",
                "type": "audio/mpeg",
            }
            early = recording | {"status": "processing", "url": None, "duration": None}
            operation = "GET /calls/{callId}/recordings"
            self.single.append(one_answer(operation, asked, [early], at_ms + 71_000))
            self.single.append(one_answer(operation, asked, [recording], at_ms + 171_000))
        elif call["direction"] == "incoming":
            missing = one_answer("GET /v1/call-voicemails/{callId}", asked, None, at_ms + 90_000)
            body = msgspec.json.encode({"message": "Call voicemail not found", "trace": str(n * 7919)})
            self.single.append(replace(missing, surface="v1", status=404, body=body))

    def _contact(self, n: int) -> None:
        contact = {
            "id": f"64ee9c7c2aff0ddc2d{n:06d}",
            "defaultFields": {
                "firstName": self.random.choice(("Dana", "Eli", "Fay")),
                "lastName": self.random.choice((None, "Stone")),
                "company": None,
                "role": None,
                "emails": [],
                "phoneNumbers": [{"name": "mobile", "value": self.numbers[n % len(self.numbers)]}],
            },
            "customFields": [],
            "createdAt": ms_to_iso(START_MS),
            "updatedAt": ms_to_iso(START_MS + n),
        }
        self._tell("contact", START_MS + n, contact)

    def _conversations(self) -> None:
        for n, (conversation_id, (activity_id, at_ms)) in enumerate(sorted(self.last.items())):
            line_id, *others = conversation_id.split("|")
            conversation = {
                "id": self._conversation_id(line_id, others),
                "phoneNumberId": line_id,
                "participants": ["Anonymous" if one == "anonymous" else one for one in others],
                "name": None if n % 3 else f"Job {n}",
                "lastActivityAt": ms_to_iso(at_ms),
                "lastActivityId": activity_id,
                "createdAt": ms_to_iso(START_MS),
                "updatedAt": ms_to_iso(at_ms),
                "deletedAt": None,
            }
            self._tell("conversation", at_ms + 1_000, conversation)
            if n % 5 == 0:  # a second id of the same people
                self._tell(
                    "conversation", at_ms + 2_000, conversation | {"id": f"{conversation['id']}b", "name": "Old"}
                )

    def _others(self) -> list[str]:
        if self.random.random() < 0.1:
            return ["72345"]
        return sorted(self.random.sample(self.numbers, self.random.choice((1, 1, 1, 1, 3))))

    def _conversation_id(self, line_id: str, others: list[str]) -> str:
        return f"CN{line_id[2:]}{''.join(other.strip('+') for other in others)}"

    def _moved(self, line_id: str, others: list[str], activity_id: str, at_ms: int) -> None:
        key = "|".join([line_id, *others])
        if at_ms >= self.last.get(key, ("", 0))[1]:
            self.last[key] = (activity_id, at_ms)

    def _tell(self, kind: str, asked_ms: int, item: dict[str, Any]) -> None:
        self.listed.append((kind, asked_ms, item))


def list_answer(operation: str, items: list[dict[str, Any]], asked_ms: int) -> Answer:
    surface = "v1" if operation.startswith("GET /v1") else "dated"
    asked: dict[str, object] = {"include": "summary,voicemail"} if operation == "GET /calls" else {}
    body = msgspec.json.encode({"data": items, "nextCursor": None})
    return Answer(surface, operation, asked, 200, body, asked_ms)


def one_answer(operation: str, asked: dict[str, object], data: object, asked_ms: int) -> Answer:
    return Answer("dated", operation, asked, 200, msgspec.json.encode({"data": data}), asked_ms)
