"""`onrecord demo`: a local provider with a busy phone line, its whole history taken in, and the screens."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.demo_play import Player, playing
from onrecord.cli.serve import PORT, listening, serve_house
from onrecord.cli.sync import sync_and_tell
from onrecord.cli.terminal import words
from onrecord.cli.user import add_user
from onrecord.domain.errors import ProviderHasNot, ProviderRejects, ProviderUnreachable
from onrecord.settings import Settings, read_settings
from onrecord.storage.errands import count_due
from onrecord.storage.recoveries import any_recovery
from onrecord.wiring import House, open_house
from onrecord.wiring.hook_setup import register_house
from onrecord.wiring.provider import open_provider

# They open an invented workspace on loopback, and nothing else.
EMAIL, PASSWORD = "ana@maplestreet.example", "maple-street-demo"
TIME_ZONE = "America/New_York"
LONG_LIFE = str(1_000 * 86_400)
LIVE_SECONDS = 20  # on average, between new texts and calls in the invented workspace


def demo(
    port: Annotated[int, typer.Option(help="The port of the screens; 0 picks a free one.")] = PORT,
    rate: Annotated[float, typer.Option(help="Requests a second that the provider allows; 0 means no limit.")] = 10,
    as_of: Annotated[str, typer.Option(help="Play the provider as it was on a day, as in 2025-07-30.")] = "",
    play: Annotated[bool, typer.Option("--play", help="Let the provider's days go by from there to today.")] = False,
    speed: Annotated[float, typer.Option(help="Days that go by in a second of the play.")] = 5,
    home: Annotated[Path, typer.Option(help="Where the demo keeps its record; emptied at each start.")] = Path(".demo"),
) -> None:
    """Start a local provider, take its whole history in, and open the screens."""
    shutil.rmtree(home, ignore_errors=True)
    with _provider(rate, as_of, play=play) as url:
        port = port or _free_port()
        settings = _settings(home.resolve(), url, rate, f"http://127.0.0.1:{port}")
        with open_house(settings) as house:
            add_user(house, EMAIL, PASSWORD, name="Ana")
            words.print(f"Maple Street Foundation Repair answers on {url}; taking its history in.", markup=False)
            sync_and_tell(house)
            told = _Telling(house)
            if not told.begin():
                words.print("Quo has no webhooks on that day: it is asked every few seconds.")
            greeting = f"\nSign in as {EMAIL} with the password {PASSWORD}. Ctrl-C ends the demo."
            player = Player(url, speed, _say_day, partial(_has_followed, house), told.begin_late)
            with playing(player) if play else nullcontext():
                serve_house(house, settings, "127.0.0.1", port, ask_every_seconds=2 if play else 10, greeting=greeting)


def _say_day(text: str) -> None:
    words.print(text, markup=False)


def _has_followed(house: House) -> bool:
    """Whether what fell on this day of the provider has come back, and nothing waits to be folded or fetched."""
    with house.database.reading() as conn:
        due = count_due(conn, house.workspace_id, now_ms=house.clock.now_ms())
        return not due and not any_recovery(conn, house.workspace_id)


def _free_port() -> int:
    """Known before anything listens, because the provider is told where to knock."""
    with listening("127.0.0.1", 0) as sock:
        found: int = sock.getsockname()[1]
    return found


@dataclass(slots=True)
class _Telling:
    """Having the provider tell what happens, from the day on which it has webhooks; before that it is only asked."""

    house: House
    begun: bool = False

    def begin(self) -> bool:
        """Whether it tells by itself now."""
        with open_provider(self.house) as provider:
            try:
                register_house(self.house, provider.asking)
            except (ProviderHasNot, ProviderRejects):
                return False
        self.begun = True
        return True

    def begin_late(self) -> None:
        """Try again on a later day."""
        if not self.begun and self.begin():
            words.print("From today Quo has webhooks, and tells by itself what happens.")


def _settings(home: Path, url: str, rate: float, public_url: str) -> Settings:
    """The demo's own: whatever the environment says of a real account must not leak into it."""
    return read_settings(
        home=home,
        database_url="",
        vault=None,
        quo_api_key="demo",
        quo_api_url=url,
        quo_rate=rate,
        specification_urls="",
        public_url=public_url,
        time_zone=TIME_ZONE,
    )


@contextmanager
def _provider(rate: float, as_of: str, *, play: bool) -> Iterator[str]:
    """The stand-in as a process of its own; ended with the demo."""
    command = [sys.executable, "-m", "quosim", "serve", "--port", "0", "--world", "demo", "--rate", f"{rate:g}"]
    # Where days go by in seconds, links and cursors that live for minutes would be dead before they are used.
    command += ["--cursor-life", LONG_LIFE, "--link-life", LONG_LIFE] if play else ["--live", str(LIVE_SECONDS)]
    if as_of:
        command += ["--as-of", as_of]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own program
        try:
            yield _address(process)
        finally:
            process.terminate()


def _address(process: "subprocess.Popen[str]") -> str:
    line = process.stdout.readline() if process.stdout else ""
    found = next((word for word in line.split() if word.startswith("http://")), None)
    if found is None:
        raise ProviderUnreachable(
            "The local provider did not start.", advice="Run `python -m quosim serve` to see why."
        )
    return found
