"""Errand kind → handler: who does what is due."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from onrecord.errands.run import Handler, run_ready
from onrecord.logs import log
from onrecord.media.address import AllowedPlaces
from onrecord.media.derive import Deriver
from onrecord.media.download import Downloads
from onrecord.media.fetch import Fetcher
from onrecord.media.size_limit import want_what_fits
from onrecord.outbox.telling import TELL, Teller
from onrecord.storage.hook_wishes import HOOKS
from onrecord.sync.bodies import fetch_body
from onrecord.sync.log_walk import BODY
from onrecord.sync.reask import reask
from onrecord.wiring.channels import channels_of, status_url
from onrecord.wiring.hook_errands import HookErrands
from onrecord.wiring.house import House
from onrecord.wiring.provider import Provider

_log = log("work")
THREADS = 4
HEALING_THREADS = 6
"""As many as use the rate at half a second's latency."""


def handlers(house: House, provider: Provider, downloads: Downloads) -> Mapping[str, Handler]:
    """What a sync and `serve` do with a provider at hand."""
    return {
        "fetch": Fetcher(house.database, house.workspace_id, house.vault, downloads, house.clock),
        "reask": partial(reask, asking=provider.asking),
    }


@contextmanager
def working(house: House, provider: Provider) -> Iterator[None]:
    """Fetch files and ask for fresh links in the background; at the end let what runs finish."""
    _want_what_fits(house)
    places = AllowedPlaces(frozenset(house.settings.file_hosts), house.settings.quo_api_url)
    with (
        Downloads(places, house.settings.file_size_limit_bytes) as downloads,
        _in_background(house, handlers(house, provider, downloads), THREADS, "onrecord-errands"),
    ):
        yield


def _want_what_fits(house: House) -> None:
    """The limit may have been raised since the last start."""
    files = want_what_fits(house.database, house.workspace_id, house.settings.file_size_limit_bytes, house.clock)
    if files:
        _log.info("size_limit_allows", files=files)


@contextmanager
def healing(house: House, provider: Provider) -> Iterator[None]:
    """Take what never came out of the delivery log; by hands of its own, which wait while others ask."""
    bodies = {BODY: partial(fetch_body, asking=provider.asking)}
    with _in_background(house, bodies, HEALING_THREADS, "onrecord-healing"):
        yield


@contextmanager
def registering(house: House, provider: Provider) -> Iterator[None]:
    """Do what a screen asks to be done about webhooks; a test is waited for, so nothing else waits behind it."""
    with _in_background(house, {HOOKS: HookErrands(house, provider.asking)}, 1, "onrecord-hooks"):
        yield


@contextmanager
def deriving(house: House) -> Iterator[None]:
    """Make thumbnails and waveforms before they are asked for, one at a time."""
    making: Mapping[str, Handler] = {"derive": Deriver(house.database, house.workspace_id, house.vault)}
    with _in_background(house, making, 1, "onrecord-deriving"):
        yield


@contextmanager
def telling(house: House) -> Iterator[None]:
    """Tell the owner of alarms, one after the other."""
    teller = Teller(house.database, house.workspace_id, house.clock, channels_of(house), status_url(house))
    with _in_background(house, {TELL: teller}, 1, "onrecord-telling"):
        yield


@contextmanager
def _in_background(house: House, handlers: Mapping[str, Handler], threads: int, name: str) -> Iterator[None]:
    ended = threading.Event()
    worker = threading.Thread(
        target=run_ready,
        args=(house.database, house.workspace_id, handlers),
        kwargs={"threads": threads, "clock": house.clock, "until": ended},
        name=name,
    )
    worker.start()
    try:
        yield
    finally:
        ended.set()
        worker.join()
