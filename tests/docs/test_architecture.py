"""ARCHITECTURE.md names what is there, and what it says is absent is absent."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
TEXT = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")


def test_every_file_that_it_names_exists() -> None:
    named = set(re.findall(r"`((?:src|tests|docs|bench|tools)/[\w./-]+)`", TEXT))
    assert named, "the page names files"
    assert not [name for name in named if not (ROOT / name).exists()]


def test_every_room_is_on_the_map() -> None:
    rooms = {path.name for path in (SOURCE / "onrecord").iterdir() if (path / "__init__.py").exists()}
    assert not [room for room in rooms if f"`{room}/`" not in TEXT and f"`{room}`" not in TEXT]


def test_sql_is_written_in_storage_only() -> None:
    offenders = [
        str(path.relative_to(ROOT))
        for path in (SOURCE / "onrecord").rglob("*.py")
        if "storage" not in path.parts
        and re.search(
            r"^(from|import) sqlalchemy.*\b(select|insert|update|text|delete)\b", path.read_text(), flags=re.MULTILINE
        )
    ]
    assert not offenders


def test_only_the_vault_writes_files() -> None:
    writes = re.compile(r"\.write_bytes\(|\.write_text\(|open\([^)]*[\"'][wax]b?\+?[\"']|os\.rename|os\.replace")
    rooms = ("domain", "provider", "intake", "projection", "ledger", "limits", "sync", "errands", "views", "web")
    offenders = [
        str(path.relative_to(ROOT))
        for room in rooms
        for path in (SOURCE / "onrecord" / room).rglob("*.py")
        if writes.search(path.read_text())
    ]
    assert not offenders


def test_the_pure_rooms_import_nothing_that_does_input_or_output() -> None:
    pure = [
        *sorted((SOURCE / "onrecord" / "domain").glob("*.py")),
        SOURCE / "onrecord" / "sync" / "plan.py",
        SOURCE / "onrecord" / "projection" / "fold.py",
        SOURCE / "onrecord" / "projection" / "precedence.py",
    ]
    reaching = re.compile(
        r"^(?:from|import) (sqlalchemy|httpx2|socket|subprocess|threading|os|pathlib|shutil)\b", re.MULTILINE
    )
    assert not {path.name: found for path in pure if (found := reaching.findall(path.read_text()))}


def test_the_simulator_and_the_product_never_import_each_other() -> None:
    for room, other in (("quosim", "onrecord"), ("onrecord", "quosim")):
        offenders = [
            path
            for path in (SOURCE / room).rglob("*.py")
            if re.search(rf"^(from|import) {other}\b", path.read_text(), re.MULTILINE)
        ]
        assert not offenders


def test_domain_leans_on_phonenumbers_alone() -> None:
    script = (
        "import sys, pkgutil, importlib, onrecord.domain as d\n"
        "[importlib.import_module(m.name) for m in pkgutil.iter_modules(d.__path__, 'onrecord.domain.')]\n"
        "bad = {n.split('.')[0] for n in sys.modules} & {'sqlalchemy', 'msgspec', 'httpx2', 'starlette', 'pydantic'}\n"
        "sys.exit(' '.join(bad) or 0)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
