"""A command as it is typed, run in this process."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from onrecord.cli import main

__all__ = ["Commanding", "command"]


@dataclass(frozen=True, slots=True)
class Ran:
    """`out` is what it printed, `words` what it said to the person."""

    status: int
    out: str
    words: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Commanding:
    """`home` is not there until a command makes it."""

    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]
    home: Path

    def run(self, *arguments: object) -> Ran:
        self.monkeypatch.setattr(sys, "argv", ["onrecord", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        told = self.capsys.readouterr()
        return Ran(int(ended.value.code or 0), told.out, " ".join(told.err.split()))


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Path) -> Commanding:
    return Commanding(monkeypatch, capsys, home)
