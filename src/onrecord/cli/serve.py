"""`onrecord serve`: the screens, kept up to date."""

import socket
import sys
from typing import Annotated

import typer
import uvicorn

from onrecord.cli.screens import build_screens
from onrecord.cli.terminal import data
from onrecord.domain.errors import SettingsError
from onrecord.logs import configure_logs
from onrecord.settings import Settings, read_settings
from onrecord.wiring import House, open_house
from onrecord.wiring.upkeep import upkeep

PORT = 8480
GOODBYE_SECONDS = 2
"""An open page holds a stream; it comes again by itself, so nobody waits for it to end."""


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on; ONRECORD_BIND otherwise.")] = "",
    port: Annotated[int, typer.Option(help="The port to listen on; 0 picks a free one.")] = PORT,
    ask_every: Annotated[float, typer.Option(help="Seconds between two questions for changes.")] = 60,
) -> None:
    """Show the record and keep it up to date."""
    settings = read_settings()
    with open_house(settings) as house:
        serve_house(house, settings, host or settings.bind, port, ask_every_seconds=ask_every)


def serve_house(
    house: House, settings: Settings, host: str, port: int, *, ask_every_seconds: float, greeting: str = ""
) -> None:
    """Listen, say where, and serve until told to stop."""
    configure_logs(machine=not sys.stderr.isatty())
    with listening(host, port) as sock, upkeep(house, ask_every_seconds=ask_every_seconds) as folding:
        shown = f"[{host}]" if ":" in host else host
        data.print(f"Open http://{shown}:{sock.getsockname()[1]}{greeting}", markup=False)
        config = uvicorn.Config(
            build_screens(house, wake=folding.wake),
            log_config=None,
            access_log=False,
            lifespan="on",
            timeout_graceful_shutdown=GOODBYE_SECONDS,
            proxy_headers=bool(settings.public_url),
        )
        uvicorn.Server(config).run(sockets=[sock])


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens; in use or not ours is a matter of settings."""
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise SettingsError(
            f"Cannot listen on {host}:{port}: {error.strerror}.", advice="Choose another one with --port."
        ) from None
