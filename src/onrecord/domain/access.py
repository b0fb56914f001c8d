"""Who may see what."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """The lines whose conversations one user may read; `lines` None means all of the workspace."""

    workspace_id: int
    lines: frozenset[str] | None = None

    def allows_line(self, line_id: str | None) -> bool:
        return self.lines is None or line_id in self.lines
