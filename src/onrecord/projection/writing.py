"""Writing a folded batch, in one transaction: records, search, what the inbox shows, changes, files to fetch."""

from collections.abc import Callable, Collection, Iterable, Mapping

from sqlalchemy import Connection

from onrecord.domain.activity import UnseenActivityRecord, Word
from onrecord.domain.contact import ContactRecord
from onrecord.domain.conversation import ConversationRecord, conversation_key
from onrecord.domain.line import LineRecord, MemberRecord, OrganizationRecord
from onrecord.domain.subject import SubjectKind
from onrecord.projection.batch import Batch, Want
from onrecord.projection.noticing import worth_keeping
from onrecord.storage import (
    activities,
    changes,
    conversations,
    dirty,
    errands,
    foreign,
    new_fields,
    old_media,
    records,
    strays,
    unseen,
)
from onrecord.storage.activities import ActivityRows

INBOX = "inbox"
"""The kind of mark under which a conversation waits to be recomputed, where that was put off."""


class Writing:
    """One batch and the transaction in which it is written.

    `put_off` leaves what the inbox shows to a later batch of kind INBOX: many activities of one conversation are
    then counted once.
    """

    def __init__(self, conn: Connection, workspace_id: int, batch: Batch, *, now_ms: int, put_off: bool) -> None:
        self.conn = conn
        self.workspace_id = workspace_id
        self.batch = batch
        self.now_ms = now_ms
        self.put_off = put_off
        self.token = dirty.new_token()

    def write(self) -> int:
        """Write every subject whose mark still stands; the number of them. None at all where the directory moved."""
        dirty.take_turn(self.conn, self.workspace_id)
        if self._directory_moved():
            return 0
        ours = dirty.settle(self.conn, self.workspace_id, self.batch.kind, self.batch.marks)
        if ours:
            self._writers().get(self.batch.kind, self._nothing)(ours)
            records.add_not_understood(self.conn, self.workspace_id, self.batch.not_understood)
            self._notice()
        return len(ours)

    def _notice(self) -> None:
        if self.batch.new_fields:
            known = new_fields.known_fields(self.conn, self.workspace_id)
            new_fields.keep_new_fields(self.conn, self.workspace_id, worth_keeping(self.batch.new_fields, known))

    def _writers(self) -> Mapping[str, Callable[[Collection[str]], None]]:
        return {
            SubjectKind.ORGANIZATION: self._organizations,
            SubjectKind.LINE: self._lines,
            SubjectKind.MEMBER: self._members,
            SubjectKind.CONTACT: self._contacts,
            SubjectKind.CONVERSATION: self._conversations,
            SubjectKind.ACTIVITY: self._activities,
            SubjectKind.OTHER: self._strange,
            INBOX: self._inbox,
        }

    def _directory_moved(self) -> bool:
        if self.batch.kind not in _USE_DIRECTORY:
            return False
        looked_up = self.batch.conversations
        now = conversations.keys_of(self.conn, self.workspace_id, looked_up)
        lines = records.line_numbers(self.conn, self.workspace_id)
        if self.batch.organizations != records.organization_ids(self.conn, self.workspace_id):
            return True
        if lines != self.batch.lines or any(now.get(id_) != key for id_, key in looked_up.items()):
            return True
        return self.batch.kind == SubjectKind.ACTIVITY and self._old_media() != self.batch.old_media

    def _old_media(self) -> bool | None:
        return old_media.are_given(self.conn, self.workspace_id) or None

    def _nothing(self, ours: Collection[str]) -> None:
        """Kept as observations and not shown yet."""

    def _strange(self, ours: Collection[str]) -> None:
        records.add_strange(self.conn, self.workspace_id, sorted(ours))

    def _organizations(self, ours: Collection[str]) -> None:
        kept = [one for one in self.batch.records if isinstance(one, OrganizationRecord) and one.id in ours]
        before = records.organization_ids(self.conn, self.workspace_id)
        records.replace_organizations(self.conn, self.workspace_id, sorted(ours), kept)
        if before != records.organization_ids(self.conn, self.workspace_id):  # whose a push is may read otherwise now
            dirty.mark_pushed(self.conn, self.workspace_id, token=self.token, now_ms=self.now_ms)

    def _lines(self, ours: Collection[str]) -> None:
        before = records.line_numbers(self.conn, self.workspace_id)
        kept = [one for one in self.batch.records if isinstance(one, LineRecord) and one.id in ours]
        records.replace_lines(self.conn, self.workspace_id, sorted(ours), kept)
        after = records.line_numbers(self.conn, self.workspace_id)
        for line_id in sorted(ours):
            if before.get(line_id) != after.get(line_id):
                self._mark_activities("(line_id = ? OR line_id IS NULL)", line_id)
                self._mark_conversations(line_id)
                self._mark_ids(foreign.of_line(self.conn, self.workspace_id, line_id))
        if not before and after:  # what was told before any line was known may have been of others
            self._mark_activities("line_id IS NOT NULL")
            self._mark_ids(unseen.with_lines(self.conn, self.workspace_id))

    def _mark_ids(self, ids: Iterable[str]) -> None:
        """Activities that have no record."""
        marks = [(SubjectKind.ACTIVITY.value, id_) for id_ in ids]
        dirty.mark(self.conn, self.workspace_id, marks, token=self.token, now_ms=self.now_ms)

    def _mark_conversations(self, line_id: str) -> None:
        ids = conversations.ids_of_line(self.conn, self.workspace_id, line_id)
        marks = [(SubjectKind.CONVERSATION.value, id_) for id_ in ids]
        dirty.mark(self.conn, self.workspace_id, marks, token=self.token, now_ms=self.now_ms)

    def _members(self, ours: Collection[str]) -> None:
        kept = [one for one in self.batch.records if isinstance(one, MemberRecord) and one.id in ours]
        records.replace_members(self.conn, self.workspace_id, sorted(ours), kept)

    def _contacts(self, ours: Collection[str]) -> None:
        kept = [one for one in self.batch.records if isinstance(one, ContactRecord) and one.id in ours]
        numbers = records.contact_numbers(self.conn, self.workspace_id, ours)
        records.replace_contacts(self.conn, self.workspace_id, sorted(ours), kept)
        numbers |= {number for one in kept for number, _ in one.numbers}
        named = conversations.keys_with(self.conn, self.workspace_id, numbers)
        changes.add_changes(self.conn, self.workspace_id, named, now_ms=self.now_ms)

    def _conversations(self, ours: Collection[str]) -> None:
        kept = [one for one in self.batch.records if isinstance(one, ConversationRecord) and one.id in ours]
        before = conversations.keys_of(self.conn, self.workspace_id, ours)
        conversations.replace_aliases(self.conn, self.workspace_id, sorted(ours), kept)
        self._mark_misfiled([one for one in kept if before.get(one.id) != one.key], before)
        self._renew_inbox(dict.fromkeys(before.values()) | {one.key: one.line_id for one in kept})

    def _mark_misfiled(self, moved: Iterable[ConversationRecord], before: Mapping[str, str]) -> None:
        """Activities that were filed by what was known of these conversations so far: under their former key, or
        for want of one under the provider's id.
        """
        homes = {
            home: one.id
            for one in moved
            for home in (before.get(one.id), f"{one.line_id}:={one.id}", f":={one.id}")
            if home is not None and home != one.key
        }
        filed = activities.filed_under(self.conn, self.workspace_id, homes)
        marks = [(SubjectKind.ACTIVITY.value, id_) for id_, key, known_as in filed if homes[key] == known_as]
        dirty.mark(self.conn, self.workspace_id, marks, token=self.token, now_ms=self.now_ms)

    def _activities(self, ours: Collection[str]) -> None:
        before = activities.stored(self.conn, self.workspace_id, sorted(ours))
        rows = [one for one in self.batch.activities if one.id in ours and _differs(one, before)]
        kept = {one.id for one in self.batch.activities}
        vanished = [one for id_, one in before.items() if id_ not in kept]
        activities.remove(self.conn, self.workspace_id, vanished)
        activities.replace(self.conn, self.workspace_id, rows, before)
        self._unseen(ours)
        foreign.replace(self.conn, self.workspace_id, ours, [one for one in self.batch.foreign if one.id in ours])
        old_media.replace(self.conn, self.workspace_id, ours, self.batch.old_media_shown & set(ours))
        self._strays(ours, calls_changed=bool(rows))
        old = [before[one.id] for one in rows if one.id in before] + vanished
        self._renew_inbox({one.key: one.line_id for one in old} | {one.key: one.line_id for one in rows})
        if self._old_media() != self.batch.old_media:
            self._mark_activities("media_word = ?", Word.UNKNOWN)
        wants = [want for want in self.batch.wants if want.activity_id in ours]
        errands.enqueue_many(self.conn, self.workspace_id, [_fetch(want, self.now_ms) for want in wants])

    def _unseen(self, ours: Collection[str]) -> None:
        """What is known by reference only has no record, and is missing where its record would be."""
        moved = unseen.replace(self.conn, self.workspace_id, ours, [one for one in self.batch.unseen if one.id in ours])
        ids = {one.conversation_id for one in moved if one.conversation_id is not None}
        keys = conversations.keys_of(self.conn, self.workspace_id, ids)
        homes = {keys.get(one.conversation_id or "") or _home_of_one(one): one.line_id for one in moved}
        changes.add_changes(self.conn, self.workspace_id, homes, now_ms=self.now_ms)

    def _strays(self, ours: Collection[str], *, calls_changed: bool) -> None:
        """A voicemail that names no call is looked at again when any call changed, and its call when it was."""
        found = {id_: call_id for id_, call_id in self.batch.strays.items() if id_ in ours}
        touched = strays.replace(self.conn, self.workspace_id, ours, found)
        if calls_changed:
            touched.update(strays.ids(self.conn, self.workspace_id))
        marks = [(SubjectKind.ACTIVITY.value, id_) for id_ in touched]
        dirty.mark(self.conn, self.workspace_id, marks, token=self.token, now_ms=self.now_ms)

    def _inbox(self, ours: Collection[str]) -> None:
        conversations.recompute(self.conn, self.workspace_id, ours)

    def _renew_inbox(self, touched: Mapping[str, str | None]) -> None:
        if not touched:
            return
        if self.put_off:
            marks = [(INBOX, key) for key in touched]
            dirty.mark(self.conn, self.workspace_id, marks, token=self.token, now_ms=self.now_ms)
        else:
            conversations.recompute(self.conn, self.workspace_id, touched)
        changes.add_changes(self.conn, self.workspace_id, touched, now_ms=self.now_ms)

    def _mark_activities(self, condition: str, *values: object) -> None:
        dirty.mark_activities_where(
            self.conn, self.workspace_id, condition, values, token=self.token, now_ms=self.now_ms
        )


def _differs(now: ActivityRows, before: Mapping[str, activities.Stored]) -> bool:
    return now.id not in before or before[now.id].fingerprint != now.fingerprint


def _home_of_one(one: UnseenActivityRecord) -> str:
    """The key under which it would be filed by what is known of it."""
    known_as = one.conversation_id
    return conversation_key(one.line_id or "", (), conversation_id=known_as, activity_id=one.id)


def _fetch(want: Want, now_ms: int) -> errands.Wanted:
    payload: dict[str, object] = {
        "activity_id": want.activity_id,
        "kind": want.kind,
        "ordinal": want.ordinal,
        "path": want.path,
    }
    return errands.Wanted("fetch", want.path, payload, now_ms)


_USE_DIRECTORY = frozenset({SubjectKind.CONTACT, SubjectKind.CONVERSATION, SubjectKind.ACTIVITY})
