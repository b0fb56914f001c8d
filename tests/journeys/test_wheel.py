"""A wheel, installed into an empty environment, runs the demo: templates, migrations and vendored assets travel."""

import json
import os
import re
import signal
import subprocess
import sys
import sysconfig
import time
import urllib.request
import zipfile
from pathlib import Path

import pytest

from journeys.commands import tell

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True, timeout=60
    )
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """An environment that holds the wheel alone; the libraries come from the one that runs the tests.

    `PYTHONPATH` lends the libraries without the editable install: `.pth` files are not followed on it.
    """
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True, timeout=60)
    python = folder / "bin" / "python"
    site = subprocess.run(
        [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("ONRECORD_", "PYTHON"))}
    return python, clean | {"PYTHONPATH": sysconfig.get_path("purelib"), "HOME": str(folder)}


def test_the_wheel_holds_what_is_not_python(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for needed in (".html", ".css", ".js", "manifest.json", "clips.json", "migrations/"):
        assert any(needed in name for name in names), needed
    assert not [name for name in names if name.startswith(("tests/", "bench/"))]


@pytest.mark.slow
def test_the_installed_wheel_runs_the_demo(environment: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    python, variables = environment
    source = subprocess.run(
        [str(python), "-c", "import onrecord, quosim; print(onrecord.__file__, quosim.__file__)"],
        env=variables,
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert str(ROOT) not in source, "the wheel is tried, not the checkout"
    demo = subprocess.Popen(
        [str(python), "-m", "onrecord", "demo", "--rate", "0", "--port", "0", "--home", str(tmp_path / "home")],
        env=variables,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        provider, address = _said(demo, "answers on"), _said(demo, "Open")
        with urllib.request.urlopen(address + "/sign-in", timeout=10) as page:
            assert page.status == 200
            assert b"stylesheet" in page.read()
        tell(f"{provider}/_sim/happen", {"kind": "text", "text": "Is anybody there?"})
        assert _accepted(python, variables, tmp_path / "home") > 0, "what happens at the provider is told"
    finally:
        demo.send_signal(signal.SIGINT)
        _end(demo)


def _said(demo: "subprocess.Popen[str]", before: str) -> str:
    """The address that stands behind these words."""
    assert demo.stdout is not None
    for line in demo.stdout:
        if found := re.search(rf"{before} (http://[\w.:]+)", line):
            return found[1]
    raise AssertionError(f"the demo ended without the words {before}")


def _accepted(python: Path, variables: dict[str, str], home: Path) -> int:
    """How many deliveries have been taken in; asked until there is one, for a minute."""
    end, accepted = time.monotonic() + 60, 0
    while not accepted and time.monotonic() < end:
        status = subprocess.run(
            [str(python), "-m", "onrecord", "status", "--json"],
            env=variables | {"ONRECORD_HOME": str(home)},
            capture_output=True,
            text=True,
            check=False,
        )
        accepted = json.loads(status.stdout)["deliveries"]["accepted"]
    return accepted


def _end(demo: "subprocess.Popen[str]") -> None:
    try:
        demo.wait(timeout=20)
    except subprocess.TimeoutExpired:
        os.killpg(demo.pid, signal.SIGKILL)
        raise
    finally:
        if demo.stdout is not None:
            demo.stdout.close()
