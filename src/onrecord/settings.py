"""What the environment says. The one place where `ONRECORD_*` is read and judged."""

import hashlib
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from onrecord.domain.errors import SettingsError
from onrecord.domain.signing import signing_key

PROVIDER_URL = "https://api.quo.com"
SPECIFICATIONS = {  # where the provider publishes what its surfaces promise; the first that answers is taken
    "v1": ("https://openphone-public-api-prod.s3.us-west-2.amazonaws.com/public/openphone-public-api-v1-prod.json",),
    "dated": (
        "https://cdn.quo.com/public-api/openphone-public-api-2026-03-30-prod.json",
        "https://openphone-public-api-prod.s3.us-west-2.amazonaws.com/public/openphone-public-api-2026-03-30-prod.json",
    ),
}
FILE_HOSTS = ("share.quo.com", "m.openph.one", "files.openphone.co", "storage.googleapis.com")


class Settings(BaseSettings):
    """Every setting, with its default. `docs/reference/settings.md` is made from this class."""

    model_config = SettingsConfigDict(env_prefix="ONRECORD_", frozen=True, extra="ignore")

    home: Path = Field(
        default_factory=lambda: Path.home() / ".onrecord",
        description="The folder of everything that is kept when nothing else is said.",
    )
    database_url: str = Field(
        default="", description="A SQLAlchemy URL; empty means SQLite in the home. PostgreSQL: postgresql://…"
    )
    vault: Path | None = Field(default=None, description="The folder of files; by default `vault` in the home.")
    quo_api_key: SecretStr = Field(default=SecretStr(""), description="The API key of the Quo workspace.")
    quo_api_url: str = Field(default=PROVIDER_URL, description="Where the provider is asked.")
    quo_rate: float = Field(default=10, ge=0, description="Requests a second; 0 means no limit.")
    file_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=FILE_HOSTS, description="Hosts from which files may be fetched, comma-separated."
    )
    file_size_limit_bytes: int = Field(
        default=200_000_000,
        gt=0,
        description="A larger file is refused and listed as missing. Once this is raised, what fits is fetched at the"
        " next start.",
    )
    specification_urls: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Where the provider's specifications are fetched from daily: `v1=https://…,dated=https://…`; "
        "`none` fetches none. Empty means where the provider publishes them, or `/public/` of another `QUO_API_URL`.",
    )
    quo_webhook_secrets: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        default=(),
        description="Signing secrets of webhooks that were made elsewhere, comma-separated: `whsec_…`, or the base64"
        " of a legacy one. Those made by `onrecord hooks` need not be named.",
    )
    hook_size_limit_bytes: int = Field(default=1_000_000, gt=0, description="A larger delivery is refused.")
    hook_seconds: float = Field(default=10, gt=0, description="A delivery whose body takes longer is refused.")
    hook_window_seconds: int = Field(
        default=300, gt=0, description="A delivery that is older is kept all the same, and called stale."
    )
    public_url: str = Field(default="", description="How browsers reach this installation; https makes cookies secure.")
    bind: str = Field(default="127.0.0.1", description="The address that `serve` listens on.")
    alarm_email: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Who is written to when something is wrong, comma-separated; needs `ONRECORD_SMTP_URL`."
    )
    smtp_url: SecretStr = Field(
        default=SecretStr(""),
        description="How e-mail is sent: `smtps://user:password@host:465`, or `smtp://…:587`, which asks for TLS.",
    )
    email_from: str = Field(default="", description="The sender of e-mail; by default `onrecord@` this machine's name.")
    alarm_webhook_url: SecretStr = Field(
        default=SecretStr(""), description="An address of yours that is told as JSON when something is wrong."
    )
    alarm_webhook_secret: SecretStr = Field(
        default=SecretStr(""), description="Signs what that address is told (`whsec_…`, Standard Webhooks)."
    )
    metrics_token: SecretStr = Field(
        default=SecretStr(""), description="Who shows it as a bearer token may read `/metrics`; empty: nobody."
    )
    time_zone: str = Field(default="", description="The display time zone; empty means what the workspace says.")

    @field_validator("file_hosts", mode="before")
    @classmethod
    def _split_hosts(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(host.strip().lower() for host in value.split(",") if host.strip())
        return value

    @field_validator("alarm_email", "specification_urls", mode="before")
    @classmethod
    def _split_addresses(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(address.strip() for address in value.split(",") if address.strip())
        return value

    @field_validator("specification_urls")
    @classmethod
    def _are_addresses_of_surfaces(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for address in value:
            surface, _, url = address.partition("=")
            if address != "none" and not (surface in SPECIFICATIONS and url.startswith(("http://", "https://"))):
                raise ValueError("is neither none nor v1=https://… or dated=https://…")
        return value

    @field_validator("quo_webhook_secrets", mode="before")
    @classmethod
    def _split_secrets(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(secret.strip() for secret in value.split(",") if secret.strip())
        return value

    @field_validator("quo_webhook_secrets")
    @classmethod
    def _are_secrets(cls, value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        for secret in value:
            signing_key(secret.get_secret_value())
        return value

    @field_validator("quo_api_url", "public_url")
    @classmethod
    def _is_http_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in {"http", "https"} or not parts.hostname):
            raise ValueError("is not an http or https address")
        return value.rstrip("/")

    @property
    def vault_folder(self) -> Path:
        return self.vault or self.home / "vault"

    @property
    def storage_url(self) -> str:
        return self.database_url or f"sqlite:///{self.home / 'onrecord.db'}"

    @property
    def specifications(self) -> dict[str, tuple[str, ...]]:
        """The addresses of each surface's published specification, the preferred one first."""
        found: dict[str, tuple[str, ...]] = {}
        for address in self.specification_urls:
            surface, _, url = address.partition("=")
            if url:
                found[surface] = (*found.get(surface, ()), url)
        if self.specification_urls or self.quo_api_url == PROVIDER_URL:
            return found if self.specification_urls else SPECIFICATIONS
        return {
            surface: (f"{self.quo_api_url}/public/{urls[-1].rpartition('/')[2]}",)
            for surface, urls in SPECIFICATIONS.items()
        }

    @property
    def hook_url(self) -> str:
        """Where the provider can tell us by itself; empty without a public address."""
        return f"{self.public_url}/hooks/quo" if self.public_url else ""

    @property
    def key_digest(self) -> str:
        """Names the API key where processes share its rate, without giving it away."""
        return hashlib.blake2s(self.quo_api_key.get_secret_value().encode(), digest_size=8).hexdigest()


def read_settings(**overrides: object) -> Settings:
    """The settings of this process; a SettingsError names what does not add up, never its value."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]  # overrides come from typed command lines
    except ValidationError as error:
        wrong = "; ".join(
            f"ONRECORD_{str(item['loc'][0]).upper()}: {item['msg']}" for item in error.errors(include_input=False)
        )
        raise SettingsError(f"The environment does not add up: {wrong}.") from None
