"""What `serve` does by itself while it shows the record: ask for changes, fold, fetch.

1. Without a key there is nothing to ask: what is held is shown, and alarms are told; that is all.
2. The beats strike at the start and then each in its own time; `beats` lists them.
3. What interrupted downloads left in the vault's ante-room is swept out, once at the start.
4. A provider that does not answer is asked again at the next strike; the screens never wait for it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from onrecord.domain.clock import SECOND
from onrecord.logs import log
from onrecord.wiring.beats import beats, own_beats
from onrecord.wiring.fold_process import FoldProcess, fold_process
from onrecord.wiring.house import House
from onrecord.wiring.provider import open_provider
from onrecord.wiring.rhythm import rhythm
from onrecord.wiring.watch import resume
from onrecord.wiring.work import healing, registering, telling, working

LEFT_BEHIND_SECONDS = 24 * 3600

_log = log("upkeep")


@contextmanager
def upkeep(house: House, *, ask_every_seconds: float) -> Iterator[FoldProcess]:
    """Keep the record up to date until the block ends. What is pushed meanwhile wakes the process that is given."""
    house.vault.sweep(older_than_seconds=LEFT_BEHIND_SECONDS, now_seconds=house.clock.now_ms() / SECOND)
    with (
        fold_process(house.settings, serving=True) as folding,
        telling(house),
        rhythm(own_beats(house, folding)),
    ):
        if not house.settings.quo_api_key.get_secret_value():
            _log.warning("no_api_key", advice="Set ONRECORD_QUO_API_KEY to keep the record up to date.")
            yield folding
            return
        resume(house)
        with (
            open_provider(house) as provider,
            working(house, provider),
            healing(house, provider),
            registering(house, provider),
            rhythm(beats(house, provider, folding, ask_every_seconds=ask_every_seconds)),
        ):
            yield folding
