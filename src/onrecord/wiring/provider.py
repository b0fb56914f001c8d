"""The provider as this process asks it: one client, one pace shared by all processes of the key."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from onrecord.domain.errors import SettingsError
from onrecord.provider.client import Client
from onrecord.provider.pace import Pacer
from onrecord.sync.asking import Asking
from onrecord.sync.slots import SharedSlots
from onrecord.wiring.house import House


@dataclass(frozen=True, slots=True)
class Provider:
    asking: Asking
    pacer: Pacer

    @property
    def client(self) -> Client:
        return self.asking.client


@contextmanager
def open_provider(house: House) -> Iterator[Provider]:
    """Raises SettingsError without a key; the provider itself is not asked yet."""
    settings = house.settings
    key = settings.quo_api_key.get_secret_value()
    if not key:
        raise SettingsError(
            "There is no API key.", advice="Make one in Quo (Workspace settings, API) and set ONRECORD_QUO_API_KEY."
        )
    slots = SharedSlots(house.database, settings.key_digest) if settings.quo_rate else None
    pacer = Pacer(slots, house.clock, settings.quo_rate)
    with Client(settings.quo_api_url, key, pacer, house.clock) as client:
        yield Provider(Asking(client, house.database, house.workspace_id, house.clock), pacer)
