"""A value and everything that was said of it: what «Why this value?» is answered with."""

from dataclasses import dataclass

from onrecord.domain.activity import ClaimRecord


@dataclass(frozen=True, slots=True)
class FieldTrace:
    """One field of a record. `value` is what is held, spoken as the claims are; `rule` names what chose it.

    `claims` holds what every source that speaks of the field says, in the order of the slots, with the observation
    that said it. None of them is chosen where the value follows from other fields.
    """

    field: str
    value: str
    rule: str
    claims: tuple[ClaimRecord, ...]

    @property
    def open(self) -> bool:
        """Whether some source contradicts and no rule explains it."""
        return any(not claim.agrees and claim.explained is None for claim in self.claims)
