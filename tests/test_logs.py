"""What is logged must never be in the way of what is done."""

import io
import sys
from collections.abc import Iterator

import pytest
import structlog

from onrecord.logs import configure_logs, log


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    yield
    structlog.reset_defaults()


class FullDisk:
    def write(self, _text: str) -> int:
        raise OSError(28, "No space left on device")

    def flush(self) -> None:
        raise OSError(28, "No space left on device")

    def isatty(self) -> bool:
        return False


def test_a_line_that_cannot_be_written_is_lost_and_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", FullDisk())
    configure_logs()
    log("errands").error("errand_broke", kind="fetch")


def test_a_line_says_its_event_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs()
    log("errands").error("errand_broke", kind="fetch")
    assert '"event": "errand_broke"' in capsys.readouterr().err


def test_a_line_goes_to_what_is_standard_error_by_then(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    closed = io.StringIO()
    closed.close()
    with monkeypatch.context() as before:
        before.setattr(sys, "stderr", closed)
        before.setattr(closed, "isatty", lambda: False, raising=False)
        configure_logs()
        log("errands").error("errand_broke", kind="fetch")
    log("errands").error("errand_broke", kind="reask")
    assert '"kind": "reask"' in capsys.readouterr().err
