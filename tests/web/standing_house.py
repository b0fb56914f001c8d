"""A house for the screens: a real database and vault, a clock that stands still, and the cast."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fake_clock import FakeClock
from onrecord.media.derive import derived_or_make
from onrecord.media.vault import Vault
from onrecord.provider.signature import Secret
from onrecord.storage.engine import Database
from onrecord.storage.users import put_user
from onrecord.web.house import Derived, HookLimits
from onrecord.web.passwords import hash_password

PASSWORD = "a long enough password"
ANA, BEN, CLEO = "ana@harbor.example", "ben@harbor.example", "cleo@harbor.example"


HOOK_LIMITS = HookLimits(size_bytes=100_000, seconds=1, window_ms=300_000)


@dataclass
class StandingHouse:
    """What `web.house.House` asks for."""

    database: Database
    vault: Vault
    clock: FakeClock
    workspace_id: int = 1
    public_url: str = ""
    app_url: str = "https://my.quo.com"
    secret_key: str = "only for tests"
    file_size_limit_bytes: int = 1_000_000
    metrics_token: str = "only for machines"
    hook_url: str = "https://phone.harbor.example/hooks/quo"
    hook_secrets: Sequence[Secret] = ()
    hook_limits: HookLimits = HOOK_LIMITS

    def wake(self) -> None:
        """Nothing folds here by itself."""

    def derive(self, sha256: str, recipe: str) -> Derived | None:
        made = derived_or_make(self.database, self.workspace_id, self.vault, sha256, recipe)
        if made.derived_sha256 is None or made.media_type is None:
            return None
        return Derived(made.derived_sha256, made.media_type)

    def status(self) -> Mapping[str, Any]:
        return STATUS


_hashed: list[str] = []


def hashed_password() -> str:
    """Hashing is slow on purpose: once is enough for all tests."""
    if not _hashed:
        _hashed.append(hash_password(PASSWORD))
    return _hashed[0]


def add_cast(database: Database, ben_line: str) -> None:
    """Ana owns, Ben sees one line, Cleo none."""

    def add(conn: Any) -> None:
        for email, role, lines in ((ANA, "owner", None), (BEN, "member", [ben_line]), (CLEO, "member", [])):
            put_user(
                conn, 1, email=email, name=email.split("@")[0].title(), password_hash=hashed_password(), role=role,
                lines=lines, now_ms=0,
            )  # fmt: skip

    database.writer.write(add)


STATUS: dict[str, Any] = {
    "schema": 1,
    "held": {"line": 3, "member": 4, "contact": 6, "conversation": 11, "message": 182, "call": 18, "media": 7,
             "voicemail": 1, "recording": 1, "transcript": 1, "summary": 2},
    "known": {"line": 3, "member": 4, "contact": 6, "conversation": 11, "message": 182, "call": 18, "media": 10,
              "voicemail": 1, "recording": 2, "transcript": 2, "summary": 3},
    "artefacts": {"media": {"kept": 7, "expired": 1, "refused": 1, "wanted": 1}, "recording": {"kept": 1, "expired": 1},
                  "transcript": {"kept": 1, "withheld": 1}, "summary": {"kept": 2, "pending": 1}},
    "gaps": {"open": 5, "by_reason": {"expired": 2}},
    "doubts": 4,
    "limited": {},
    "discrepancies": {"open": 1, "explained": 12},
    "not_understood": {"total": 0, "by_kind": {}},
    "observations": 412,
    "deliveries": {"accepted": 0, "repeated": 0, "refused": 0, "by_generation": {}, "foreign": 0},
    "backlog": {"dirty": 0, "errands": {"ready": 1, "waiting": 2, "leased": 0, "failed": 0}},
    "last_sync": {"started_at": "2026-11-20T15:31:00.000Z", "finished_at": "2026-11-20T15:33:10.000Z", "exit": 3,
                  "surface": "dated", "requests": 214, "too_many": 0},
    "last_delivery_at": None,
    "complete": False,
}  # fmt: skip
