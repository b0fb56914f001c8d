"""What a run knows of the provider, and writes down: once per turn, for most answers prove what is already known."""

import threading

from onrecord.domain.capability import Capability, Verdict
from onrecord.limits.noting import as_capability, note
from onrecord.limits.verdicts import findings_of
from onrecord.storage.capabilities import read_capabilities
from onrecord.storage.engine import Database


class Evidence:
    """What is known of the provider's abilities, kept up to date; may be used from several threads."""

    def __init__(self, database: Database, workspace_id: int) -> None:
        self._database = database
        self._workspace_id = workspace_id
        with database.reading() as conn:
            self._known = read_capabilities(conn, workspace_id)
        self._seen_now: set[tuple[str, str, str]] = set()
        self._lock = threading.Lock()

    def verdict(self, name: str, surface: str) -> str | None:
        with self._lock:
            known = self._known.get((name, surface))
        return known.verdict if known else None

    def lacks(self, name: str, surface: str) -> bool:
        return self.verdict(name, surface) == Verdict.NO

    def denied_now(self, name: str, surface: str) -> bool:
        """Whether this run itself was refused it; what an earlier run found is asked once more."""
        with self._lock:
            return (name, surface, Verdict.NO) in self._seen_now

    def checked_ms(self, name: str, surface: str) -> int | None:
        """When it was last seen, by the provider's clock or ours, whoever saw it."""
        with self._lock:
            known = self._known.get((name, surface))
        return known.checked_ms if known else None

    def note(self, capabilities: list[Capability]) -> None:
        """Keep what was proved; the same verdict is written once per process."""
        for capability in capabilities:
            key = (capability.name, capability.surface, capability.verdict)
            with self._lock:
                if key in self._seen_now:
                    continue
                self._seen_now.add(key)
                self._known[(capability.name, capability.surface)] = capability
            self._write(capability)

    def _write(self, capability: Capability) -> None:
        changes = self._database.writer.write(lambda conn: note(conn, self._workspace_id, findings_of(capability)))
        with self._lock:
            for turn in changes:
                self._known[(turn.name, turn.surface)] = as_capability(turn)
