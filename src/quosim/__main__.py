"""`quosim serve`: the simulated provider as a process of its own."""

import argparse
import sys
from collections.abc import Sequence

from quosim.house import House, Options
from quosim.server import bind, make_server
from quosim.times import day_of, read_day

WORLDS = ("demo", "origin", "empty")


def _yes_no(text: str) -> bool:
    if text not in ("yes", "no"):
        raise argparse.ArgumentTypeError("yes or no")
    return text == "yes"


def _as_of(text: str) -> int:
    try:
        return read_day(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a date such as 2025-07-30") from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="quosim", description="A local stand-in for the Quo API.")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="answer as the provider would")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8571, help="0 picks a free one (default: 8571)")
    serve.add_argument("--world", choices=WORLDS, default="demo")
    serve.add_argument("--seed", type=int, default=1)
    serve.add_argument("--as-of", type=_as_of, help="the API and the clock of that date (default: the world's end)")
    serve.add_argument("--rate", type=int, default=10, help="requests per second and key; 0 is no limit")
    serve.add_argument("--latency", type=int, default=0, help="milliseconds before an API answer")
    serve.add_argument("--cursor-life", type=int, default=300, help="seconds until a cursor dies")
    serve.add_argument("--link-life", type=int, default=900, help="seconds until a file link dies")
    serve.add_argument("--old-media", type=_yes_no, default=True, metavar="yes|no", help="media from before 2026-08-21")
    serve.add_argument("--hook-timeout", type=float, default=10, help="seconds that a hook may take for its answer")
    serve.add_argument("--live", type=float, default=0, help="seconds between new texts and calls; 0 is none")
    serve.add_argument("--key", help="the only API key that is accepted (default: any)")
    return parser


def _options(told: argparse.Namespace) -> Options:
    return Options(
        world=told.world,
        seed=told.seed,
        as_of=told.as_of,
        rate=told.rate,
        latency_ms=told.latency,
        cursor_life=told.cursor_life,
        link_life=told.link_life,
        old_media=told.old_media,
        key=told.key,
        hook_timeout=told.hook_timeout,
        live=told.live,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when told to stop, 1 when the address is taken, 2 for usage."""
    told = _parser().parse_args(arguments)
    from quosim.world import make_world  # late, so that wrong usage is refused at once

    try:
        listening = bind(told.host, told.port)
    except OSError as taken:
        sys.stderr.write(f"quosim: cannot listen on {told.host}:{told.port}: {taken.strerror}\n")
        return 1
    house = House(_options(told), make_world)
    port = listening.getsockname()[1]
    host = f"[{told.host}]" if ":" in told.host else told.host
    day = day_of(house.clock.now())
    sys.stdout.write(f"quosim: {told.world} (seed {told.seed}, {day}) on http://{host}:{port}\n")
    sys.stdout.flush()
    make_server(house).run(sockets=[listening])
    return 0


if __name__ == "__main__":
    sys.exit(main())
