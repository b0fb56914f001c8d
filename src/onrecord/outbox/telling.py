"""The errand `tell`: one alarm by one channel, each beginning and each end once.

The errand looks up what of the alarm is still to be told, so that an alarm which is over before anybody could be told
makes one notice and not two, in whatever order its errands run.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from onrecord.domain.clock import Clock
from onrecord.domain.errand import Errand
from onrecord.errands.settle import Effect
from onrecord.outbox.calls import Listener, call_listener
from onrecord.outbox.letters import PostOffice, send_letter
from onrecord.outbox.notice import Notice, left_to_tell, notice_of
from onrecord.storage import alarms, errands
from onrecord.storage.engine import Database
from onrecord.storage.workspaces import read_workspace
from onrecord.views.times import moments

TELL = "tell"
EMAIL, WEBHOOK = "email", "webhook"


@dataclass(frozen=True, slots=True)
class Channels:
    """How the owner can be reached; None is a way that nobody has set up."""

    office: PostOffice | None = None
    listener: Listener | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, way in ((EMAIL, self.office), (WEBHOOK, self.listener)) if way is not None)

    def senders(self, now_ms: int) -> dict[str, Callable[[Notice], None]]:
        found: dict[str, Callable[[Notice], None]] = {}
        if self.office is not None:
            found[EMAIL] = partial(send_letter, self.office, now_ms=now_ms)
        if self.listener is not None:
            found[WEBHOOK] = partial(call_listener, self.listener, now_ms=now_ms)
        return found


def enqueue_telling(conn: Connection, workspace_id: int, alarm_id: int, channels: Channels, *, now_ms: int) -> None:
    """Ask for an alarm to be told, in the transaction that opens or closes it."""
    for channel in channels.names:
        payload: dict[str, object] = {"alarm_id": alarm_id, "channel": channel}
        errands.enqueue(conn, workspace_id, TELL, f"{alarm_id} {channel}", payload, run_at_ms=now_ms)


@dataclass(frozen=True, slots=True)
class Teller:
    """The handler of `tell`. Raises NotToldYet, which is tried again."""

    database: Database
    workspace_id: int
    clock: Clock
    channels: Channels
    status_url: str = ""

    def __call__(self, errand: Errand) -> Effect | None:
        alarm_id, channel = int(str(errand.payload["alarm_id"])), str(errand.payload["channel"])
        now_ms = self.clock.now_ms()
        send = self.channels.senders(now_ms).get(channel)
        notice = self._notice(alarm_id, channel, now_ms)
        if send is None or notice is None:
            return None
        send(notice)

        def effect(conn: Connection) -> None:
            alarms.note_told(conn, self.workspace_id, alarm_id, channel, notice.what, now_ms=now_ms)

        return effect

    def _notice(self, alarm_id: int, channel: str, now_ms: int) -> Notice | None:
        with self.database.reading() as conn:
            raised = alarms.read_alarm(conn, self.workspace_id, alarm_id)
            told = alarms.told(conn, self.workspace_id, alarm_id, channel)
            workspace = read_workspace(conn, self.workspace_id)
        if raised is None:
            return None
        what = left_to_tell(raised, told)
        if not what:
            return None
        times = moments(workspace.time_zone, workspace.region, now_ms)
        return notice_of(raised, what, times, workspace=workspace.name, status_url=self.status_url)
