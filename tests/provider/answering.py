"""A provider of a few lines: what it is asked is kept, what it answers is told beforehand."""

import json
from collections.abc import Callable

import httpx2

from onrecord.domain.clock import SystemClock
from onrecord.provider.client import Client
from onrecord.provider.pace import Pacer

Answering = Callable[[httpx2.Request], httpx2.Response]

EMPTY = {"data": [], "nextCursor": None}


def client_of(answer: Answering) -> Client:
    """A client without pace whose requests end in `answer`."""
    clock = SystemClock()
    return Client(
        "http://provider.test", "key-of-ana", Pacer(None, clock, 0), clock, transport=httpx2.MockTransport(answer)
    )


def told(status: int, body: object, **headers: str) -> httpx2.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return httpx2.Response(status, content=content, headers=headers)


class Heard:
    """Answers every question with the same body and remembers the questions."""

    def __init__(self, body: object = EMPTY, status: int = 200, **headers: str) -> None:
        self.requests: list[httpx2.Request] = []
        self._told = (status, body, headers)

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        status, body, headers = self._told
        return told(status, body, **headers)

    @property
    def query(self) -> str:
        return self.requests[-1].url.query.decode()
