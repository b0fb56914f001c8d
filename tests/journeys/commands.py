"""Running the commands as a person does: as processes, with a home and an environment of their own."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

IMPATIENT = """
import stamina
from onrecord.cli import main
from onrecord.provider.client import ATTEMPTS

stamina.set_testing(True, attempts=ATTEMPTS)
main()
"""


@dataclass(frozen=True, slots=True)
class Home:
    """A home in a folder of its own that asks one provider. `settings` are further variables of its environment."""

    folder: Path
    provider_url: str
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def variables(self) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("ONRECORD_")}
        return clean | {
            "ONRECORD_HOME": str(self.folder),
            "ONRECORD_QUO_API_URL": self.provider_url,
            "ONRECORD_QUO_API_KEY": "key-of-ana",
            "ONRECORD_QUO_RATE": "0",
            **self.settings,
        }

    def run(self, *arguments: str, text: str = "") -> "subprocess.CompletedProcess[str]":
        return self._run("-m", "onrecord", *arguments, text=text)

    def run_impatiently(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """The same, trying again as often and never waiting for it."""
        return self._run("-c", IMPATIENT, *arguments)

    def _run(self, *arguments: str, text: str = "") -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, *arguments],
            env=self.variables,
            input=text,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """The same without waiting, in a process group of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "onrecord", *arguments],
            env=self.variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

    def json(self, *arguments: str) -> Any:
        return json.loads(self.run(*arguments, "--json").stdout)

    def export(self) -> str:
        exported = self.run("export", "--jsonl", "-")
        assert exported.returncode == 0, exported.stderr
        return exported.stdout


def rows_of(export: str) -> dict[str, list[dict[str, Any]]]:
    """The lines of an export by kind."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for line in export.splitlines():
        row = json.loads(line)
        rows.setdefault(row["kind"], []).append(row)
    return rows


def ask(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=60) as answer:
        return json.load(answer)


def tell(url: str, value: object) -> Any:
    request = urllib.request.Request(url, data=json.dumps(value).encode(), headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)
