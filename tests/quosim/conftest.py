"""Asking a simulated provider without a network: the gate is a function."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest

from quosim.gate import Answer, Request, answer
from quosim.house import House
from quosim.times import read_day
from tiny_world import FakeSeconds, tiny_house

DATED = {b"authorization": b"ana", b"quo-api-version": b"2026-03-30", b"host": b"sim.test:80"}


@dataclass(frozen=True, slots=True)
class Caller:
    """Asks one house; `get` takes parameters by name, or a query as it stands."""

    house: House
    seconds: FakeSeconds

    def answer(self, path: str, query: str = "", headers: dict[bytes, bytes] | None = None) -> Answer:
        told = DATED if headers is None else headers
        return answer(self.house, Request("GET", path, query, told, self.seconds()))[0]

    def get(self, path: str, query: str = "", **parameters: object) -> Any:
        """The JSON of a 200."""
        told = self.answer(path, query or urlencode(parameters, doseq=True))
        assert told.status == 200, (told.status, told.body)
        return json.loads(told.body)

    def refused(self, path: str, query: str = "", **parameters: object) -> tuple[int, Any]:
        told = self.answer(path, query or urlencode(parameters, doseq=True))
        assert told.status >= 400, told.body
        return told.status, json.loads(told.body)

    def ids(self, path: str, query: str = "", **parameters: object) -> list[str]:
        return [thing["id"] for thing in self.get(path, query, **parameters)["data"]]

    def goto(self, moment: str) -> None:
        self.house.clock.set_to(read_day(moment))


@pytest.fixture
def call() -> Callable[..., Caller]:
    """Makes a caller of a fresh tiny house: `call(rate=10)`."""

    def make(**options: object) -> Caller:
        seconds = FakeSeconds()
        return Caller(tiny_house(seconds, **options), seconds)

    return make


@pytest.fixture
def caller(call: Callable[..., Caller]) -> Caller:
    return call()
