"""Logs for machines: one JSON object a line on standard error, with an event name and ids.

No message bodies, no links, no keys, and of a phone number only the last two digits (`domain.number.masked_number`).
"""

import logging
import sys
from contextlib import suppress
from typing import TextIO, cast

import structlog


class Lines:
    """Where log lines go: to what is standard error at that moment. A line that cannot be written (a full disk, a pipe
    that nobody reads any more, a stream that was closed) is lost; what wanted to say something goes on with what it
    does.
    """

    def write(self, text: str) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.write(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.flush()


def configure_logs(*, level: str = "info", machine: bool = True) -> None:
    """Set up the process's logging once. `machine` False prints for a person at a terminal."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if machine else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.WriteLoggerFactory(file=cast("TextIO", Lines())),
        cache_logger_on_first_use=False,  # a command may raise the level after a room has its logger
    )


def log(room: str) -> structlog.typing.FilteringBoundLogger:
    """The logger of one room."""
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(room=room)
    return logger


def where_it_broke(error: BaseException) -> str:
    """File and line. The message and the locals stay out of the log: they may hold a link or what somebody wrote."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
