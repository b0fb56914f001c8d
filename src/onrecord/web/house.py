"""What the web needs of the house it is put in."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from onrecord.domain.clock import Clock
from onrecord.media.vault import Vault
from onrecord.provider.signature import Secret
from onrecord.storage.engine import Database


class Derived(NamedTuple):
    """A file made from another: where it is in the vault, and what it is."""

    sha256: str
    media_type: str


class HookLimits(NamedTuple):
    """What a delivery may be: its size, how long its body may take, how old it may be without being called stale."""

    size_bytes: int
    seconds: float
    window_ms: int


class House(Protocol):
    """`public_url` may be empty (then cookies are not marked secure); `app_url` is the provider's app, as in
    `https://my.quo.com`; `secret_key` signs sessions and must outlive a restart."""

    @property
    def database(self) -> Database: ...

    @property
    def vault(self) -> Vault: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def workspace_id(self) -> int: ...

    @property
    def public_url(self) -> str: ...

    @property
    def app_url(self) -> str: ...

    @property
    def hook_url(self) -> str:
        """Where the provider can tell us by itself; empty without a public address."""

    @property
    def metrics_token(self) -> str:
        """Who shows it may read `/metrics`; empty: nobody."""

    @property
    def secret_key(self) -> str: ...

    @property
    def file_size_limit_bytes(self) -> int: ...

    @property
    def hook_secrets(self) -> Sequence[Secret]:
        """Those that the environment gives, beside those of the hooks that we made."""

    @property
    def hook_limits(self) -> HookLimits: ...

    def wake(self) -> None:
        """Something was taken in: have it folded now. Cheap, and may be called at any time."""

    def derive(self, sha256: str, recipe: str) -> Derived | None:
        """A thumbnail, outline or playable form, made now where it was not made before; None where it cannot be.
        Recipes: thumbnail-480, view-1600, peaks-400, audio-web."""

    def status(self) -> Mapping[str, Any]:
        """What `status --json` prints."""
