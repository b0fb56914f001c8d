"""A voicemail that came without its call's id: which call it belongs to (rule 8)."""

from collections.abc import Sequence
from typing import NamedTuple

from onrecord.domain.clock import MINUTE

LATEST_AFTER_END_MS = 10 * MINUTE
"""A voicemail is written down when the caller hangs up, and may be dated when it was ready: minutes later."""


class StrayVoicemail(NamedTuple):
    """What a voicemail says of itself. `caller` and the times are as everywhere: stored form, UTC milliseconds."""

    voicemail_id: str | None
    line_id: str | None
    caller: str | None
    made_ms: int


class PossibleCall(NamedTuple):
    """A call it may belong to. `voicemail_id` is that of the voicemail the call is known to have, if any."""

    activity_id: str
    line_id: str | None
    participants: tuple[str, ...]
    at_ms: int
    completed_ms: int | None
    voicemail_id: str | None


def call_of(stray: StrayVoicemail, calls: Sequence[PossibleCall]) -> str | None:
    """The call with the same voicemail id; else the only one of that line and number within whose span it was made.

    None where there is no such call or more than one: it stays a subject without a record, which is a gap.
    """
    if stray.voicemail_id is not None:
        same = {call.activity_id for call in calls if call.voicemail_id == stray.voicemail_id}
        if same:
            return min(same) if len(same) == 1 else None
    fitting = {call.activity_id for call in calls if _fits(stray, call)}
    return min(fitting) if len(fitting) == 1 else None


def _fits(stray: StrayVoicemail, call: PossibleCall) -> bool:
    if call.line_id != stray.line_id or stray.caller not in call.participants:
        return False
    if call.voicemail_id is not None and stray.voicemail_id is not None:
        return False  # it has another one
    until = (call.completed_ms if call.completed_ms is not None else call.at_ms) + LATEST_AFTER_END_MS
    return call.at_ms <= stray.made_ms <= until
