"""A command is there at once: it reads what it needs and nothing of the others."""

import subprocess
import sys
from pathlib import Path

import pytest

from onrecord.cli import COMMANDS, GROUPS, _wanted, build_app

OF_OTHERS = {"alembic", "av", "httpx2", "jinja2", "PIL", "starlette", "uvicorn"}
"""What takes long to read: for migrating, for files, for asking the provider, for the screens."""


def test_a_command_that_only_reads_the_record_reads_no_more_of_the_program(home: Path) -> None:
    script = "import sys; from onrecord.cli import main\ntry: main()\nfinally: print(*sys.modules, file=sys.stderr)"
    for _ in ("makes the home", "finds it made"):
        ran = subprocess.run(
            [sys.executable, "-c", script, "export", "--jsonl", "-"], capture_output=True, text=True, check=True
        )
    assert "onrecord.cli.export" in ran.stderr.split()
    assert not OF_OTHERS & set(ran.stderr.split())


@pytest.mark.parametrize("arguments", [[], ["--help"], ["sing"], ["sing", "status"]])
def test_who_names_no_command_is_shown_all(arguments: list[str]) -> None:
    assert set(_wanted(arguments)) == {*COMMANDS, *GROUPS}


def test_a_named_command_is_alone_and_goes_by_its_name() -> None:
    assert _wanted(["check-provider", "--json"]) == ["check-provider"]
    assert [command.name for command in build_app(["check-provider"]).registered_commands] == ["check-provider"]
