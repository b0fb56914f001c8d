"""Sends deliveries over a number of connections that stay open, as fast as they are answered or at a pace.

    python bench/hook_client.py PORT CONNECTIONS SECONDS PACE FIRST

PACE 0 means as fast as answered; FIRST numbers the first delivery, so that no two runs send the same. It prints a JSON
object: how many were answered with 200, with what else, the seconds it took and every latency in milliseconds.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import uvloop

WORDS = "The crack in the wall by the stairs is back, and longer than it was in spring."


def deliveries(first: int) -> Iterator[bytes]:
    """Requests, each of a message of its own, as bytes."""
    number = first
    while True:
        body, headers = signed(number)
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        yield f"POST /hooks/quo HTTP/1.1\r\nhost: bench\r\ncontent-length: {len(body)}\r\n{head}\r\n".encode() + body
        number += 1


def signed(number: int, *, text: str = WORDS, one_sender: bool = False) -> tuple[bytes, dict[str, str]]:
    """The body and the headers of one delivery, signed as the provider signs."""
    key = base64.b64decode(os.environ["BENCH_SECRET"].removeprefix("whsec_"))
    timestamp = str(int(time.time()))
    body = _body(number, text, 0 if one_sender else number % 400)
    name = f"msg_{number:027d}"
    digest = hmac.digest(key, f"{name}.{timestamp}.".encode() + body, "sha256")
    return body, {
        "content-type": "application/json",
        "webhook-id": name,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def _body(number: int, text: str, who: int) -> bytes:
    at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    event = {
        "id": f"EV{hashlib.md5(str(number).encode()).hexdigest()}",
        "apiVersion": "2026-03-30",
        "createdAt": at,
        "type": "message.received",
        "data": {
            "resource": {
                "id": f"AC{hashlib.md5(str(-number).encode()).hexdigest()}",
                "direction": "incoming",
                "text": text,
                "media": [],
                "status": "received",
                "createdAt": at,
            },
            "context": {
                "orgId": "ORbench",
                "phoneNumberId": f"PNbench00{who % 3}",
                "conversationId": f"CN{who:032x}",
                "userId": "USbench",
                "contacts": {"ids": [], "lookupStatus": "none"},
                "senderIdentifier": f"+1{200 + who}5550{100 + who % 100}",
                "recipientIdentifiers": [f"+1555555010{who % 3}"],
            },
            "links": {"quo": f"https://my.quo.com/inbox/PNbench00{who % 3}/c/CN{who:032x}"},
        },
    }
    return json.dumps(event, separators=(",", ":")).encode()


class Connection(asyncio.Protocol):
    """One request at a time; answers are short and carry their length."""

    def __init__(self) -> None:
        self.rest = b""
        self.answered: asyncio.Future[int] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.rest += data
        head, found, tail = self.rest.partition(b"\r\n\r\n")
        if not found:
            return
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        if len(tail) >= length and self.answered is not None:
            self.rest = b""
            self.answered.set_result(int(head[9:12]))

    def connection_lost(self, _: Exception | None) -> None:
        if self.answered is not None and not self.answered.done():
            self.answered.set_result(0)

    async def send(self, request: bytes) -> int:
        self.answered = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await self.answered


async def run(port: int, connections: int, seconds: float, pace: float, first: int) -> dict[str, object]:
    loop = asyncio.get_running_loop()
    requests = iter([next_one for next_one, _ in zip(deliveries(first), range(_enough(seconds, pace)), strict=False)])
    opened = [(await loop.create_connection(Connection, "127.0.0.1", port))[1] for _ in range(connections)]
    latencies: list[float] = []
    statuses: Counter[int] = Counter()
    began = time.perf_counter()
    turn = iter(range(10**9))

    async def keep_sending(connection: Connection) -> None:
        for request in requests:
            due = began + next(turn) / pace if pace else time.perf_counter()
            if due > time.perf_counter():
                await asyncio.sleep(due - time.perf_counter())
            if time.perf_counter() - began > seconds:
                return
            sent = time.perf_counter()
            statuses[await connection.send(request)] += 1
            latencies.append((time.perf_counter() - max(sent, due) if pace else time.perf_counter() - sent) * 1000)

    await asyncio.gather(*(keep_sending(connection) for connection in opened))
    took = time.perf_counter() - began
    return {"answered": dict(statuses), "seconds": took, "latencies_ms": sorted(round(one, 3) for one in latencies)}


def _enough(seconds: float, pace: float) -> int:
    return int(seconds * (pace or 6_000)) + 100


def main() -> None:
    port, connections, first = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[5])
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        print(json.dumps(runner.run(run(port, connections, float(sys.argv[3]), float(sys.argv[4]), first))))


if __name__ == "__main__":
    main()
