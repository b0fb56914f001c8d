"""The reference says what the code says, and every command and page that is named exists."""

import re
from pathlib import Path

import pytest
from generate_reference import PAGES, REFERENCE, _leaves
from typer.main import get_command

from onrecord.cli import build_app

ROOT = Path(__file__).resolve().parents[2]
PAGES_OF_PROSE = sorted(
    path
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("changes/*.md"))
    if REFERENCE not in path.parents or path.name not in PAGES
)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_page_of_the_reference_is_what_the_code_says(name: str) -> None:
    written = (REFERENCE / name).read_text(encoding="utf-8")
    assert written == PAGES[name](), "run python tools/generate_reference.py"


@pytest.mark.parametrize("page", PAGES_OF_PROSE, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_of_the_page_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = [target.split("#")[0] for target in re.findall(r"\]\(([^)]+)\)", text) if "://" not in target]
    missing = [target for target in targets if target and not (page.parent / target).exists()]
    assert not missing


@pytest.mark.parametrize("page", PAGES_OF_PROSE, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_that_the_page_names_exists(page: Path) -> None:
    root = get_command(build_app())
    known = {name for name, _ in _leaves(root)} | set(root.commands)  # type: ignore[attr-defined]  # it is a group
    named = set(re.findall(r"`onrecord ([a-z-]+)", page.read_text(encoding="utf-8")))
    assert named <= {name.split()[0] for name in known}


@pytest.mark.parametrize("page", PAGES_OF_PROSE, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_setting_that_the_page_names_exists(page: Path) -> None:
    from onrecord.settings import Settings

    known = {f"ONRECORD_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"\bONRECORD_[A-Z_]+\b", page.read_text(encoding="utf-8"))) <= known


def test_every_command_of_make_that_the_readme_names_exists() -> None:
    made = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    named = set(re.findall(r"`make ([a-z]+)`|^make ([a-z]+)$", (ROOT / "README.md").read_text(), flags=re.MULTILINE))
    assert {name for pair in named for name in pair if name} <= made
