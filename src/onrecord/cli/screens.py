"""The house as the screens see it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from starlette.applications import Starlette

from onrecord.domain.clock import SECOND, Clock
from onrecord.media.derive import derived_or_make
from onrecord.media.vault import Vault
from onrecord.provider.signature import Secret, read_secret
from onrecord.storage.engine import Database
from onrecord.storage.workspaces import session_secret
from onrecord.web.app import build_app
from onrecord.web.house import Derived, HookLimits
from onrecord.wiring.account import account_of
from onrecord.wiring.house import House

APP_URL = "https://my.quo.com"


class ShownHouse:
    """What the web may use: records, sessions, files and their derived forms. Nothing here asks the provider."""

    def __init__(self, house: House, wake: Callable[[], None]) -> None:
        self._house = house
        self._wake = wake
        with house.database.reading() as conn:
            self.secret_key = session_secret(conn, house.workspace_id)
        self.app_url = APP_URL

    @property
    def database(self) -> Database:
        return self._house.database

    @property
    def vault(self) -> Vault:
        return self._house.vault

    @property
    def clock(self) -> Clock:
        return self._house.clock

    @property
    def workspace_id(self) -> int:
        return self._house.workspace_id

    @property
    def public_url(self) -> str:
        return self._house.settings.public_url

    @property
    def file_size_limit_bytes(self) -> int:
        return self._house.settings.file_size_limit_bytes

    @property
    def hook_url(self) -> str:
        return self._house.settings.hook_url

    @property
    def metrics_token(self) -> str:
        return self._house.settings.metrics_token.get_secret_value()

    @property
    def hook_secrets(self) -> Sequence[Secret]:
        given = self._house.settings.quo_webhook_secrets
        return [read_secret(secret.get_secret_value()) for secret in given]

    @property
    def hook_limits(self) -> HookLimits:
        settings = self._house.settings
        return HookLimits(settings.hook_size_limit_bytes, settings.hook_seconds, settings.hook_window_seconds * SECOND)

    def wake(self) -> None:
        """Have what was taken in folded now."""
        self._wake()

    def derive(self, sha256: str, recipe: str) -> Derived | None:
        """A thumbnail, outline or playable form, made on first view."""
        made = derived_or_make(self.database, self.workspace_id, self.vault, sha256, recipe)
        if made.derived_sha256 is None or made.media_type is None:
            return None
        return Derived(made.derived_sha256, made.media_type)

    def status(self) -> Mapping[str, Any]:
        """As `status --json` prints it."""
        return account_of(self._house)


def build_screens(house: House, *, wake: Callable[[], None] = lambda: None) -> Starlette:
    """The web application of this house. `wake` is called after something was taken in."""
    return build_app(ShownHouse(house, wake))
