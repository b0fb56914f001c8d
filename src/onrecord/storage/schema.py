"""The tables. One definition for both databases; `migrations/` makes them.

Times are UTC milliseconds (`*_ms`). Every table carries `workspace_id`. Nothing is removed except by erasure;
`record tables` (from `line` to `discrepancy`, and the search index) are folded from observations and can be
dropped and rebuilt; everything above them is truth or work in progress.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData()

# SQLite counts rows by itself only in a column declared exactly INTEGER.
RowId = BigInteger().with_variant(Integer, "sqlite")


def _index_of_some(name: str, *columns: str, condition: str) -> Index:
    """Of those rows only; a query uses it where it names the same condition in the same words."""
    return Index(name, *columns, sqlite_where=text(condition), postgresql_where=text(condition))


def unheard(kind: str) -> str:
    """The condition on activities of which nobody could say whether there is anything of the kind."""
    return f"{kind}_word IN ('unknown', 'withheld')"


REFUSED = "http_status IN (402, 403)"
"""The condition on observations in which the provider kept something back."""

OUT_OF_REACH = "reach <> 'person'"
"""The condition on conversations that a list by full numbers does not show whole: a Reach of theirs."""

EMPTY = "text = '' AND media_word IN ('none', 'unknown', 'withheld')"
"""The condition on messages that came with neither text nor media."""


def _of_word(kind: str) -> Index:
    columns = ("workspace_id", f"{kind}_word", "line_id", "word_reasons", "at_ms", "id")
    return _index_of_some(f"ix_activity_{kind}_unheard", *columns, condition=unheard(kind))


def _workspace() -> Column[int]:
    return Column("workspace_id", Integer, nullable=False)


# --- who and where ------------------------------------------------------------------------------------------

workspace = Table(
    "workspace",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text),
    Column("organization_id", Text),
    Column("time_zone", Text, nullable=False, server_default="UTC"),
    Column("region", String(2), nullable=False, server_default="US"),
    Column("session_secret", Text, nullable=False),  # signs sessions; all processes of the workspace share it
    Column("created_ms", BigInteger, nullable=False),
)

user = Table(
    "user_account",  # `user` is a reserved word of PostgreSQL
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("email", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False, server_default=""),
    Column("password_hash", Text, nullable=False),
    Column("role", String(16), nullable=False),  # owner | member
    Column("lines", Text),  # JSON list of PN ids; null means every line
    Column("session_epoch", Integer, nullable=False, server_default="0"),  # raised to end all sessions
    Column("created_ms", BigInteger, nullable=False),
    Column("disabled_ms", BigInteger),
)

sign_in_failure = Table(
    "sign_in_failure",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("subject", Text, nullable=False),  # a digest of the e-mail or of the address that tried
    Column("at_ms", BigInteger, nullable=False),
    Index("ix_sign_in_failure_subject", "subject", "at_ms"),
)

# --- what the provider told -----------------------------------------------------------------------------------

observation = Table(
    "observation",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("surface", String(8), nullable=False),
    Column("operation", Text, nullable=False),  # as in `GET /v1/messages`, or an event type
    Column("asked", Text, nullable=False),  # canonical JSON: path ids, include set, line, participants, page
    Column("http_status", Integer, nullable=False),
    Column("provider_ms", BigInteger),  # a push's own time; null for a pull
    Column("asked_ms", BigInteger, nullable=False),  # newest time it was asked or received, in the provider's time
    Column("first_seen_ms", BigInteger, nullable=False),
    Column("last_seen_ms", BigInteger, nullable=False),
    Column("seen", Integer, nullable=False, server_default="1"),
    Column("digest", LargeBinary, nullable=False),  # 16 bytes over slot, asked and canonical body
    Column("digest_rule", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("walk_id", BigInteger),
    UniqueConstraint("workspace_id", "digest", name="uq_observation_digest"),
    _index_of_some("ix_observation_refused", "workspace_id", "operation", condition=REFUSED),
)

mention = Table(
    "mention",
    metadata,
    _workspace(),
    Column("kind", String(16), nullable=False),  # a SubjectKind
    Column("subject", Text, nullable=False),
    Column("observation_id", BigInteger, nullable=False),
    PrimaryKeyConstraint("workspace_id", "kind", "subject", "observation_id", name="pk_mention"),
    sqlite_with_rowid=False,
)

link = Table(
    "link",
    metadata,
    _workspace(),
    Column("path", Text, nullable=False),
    Column("url", Text, nullable=False),  # a secret with a short life: never printed, exported, logged or folded
    Column("surface", String(8), nullable=False),
    Column("asked_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("workspace_id", "path", name="pk_link"),
)

hook = Table(
    "hook",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("webhook_id", Text, nullable=False),  # the provider's
    Column("generation", String(8), nullable=False),  # N | L2 | L1
    Column("url", Text, nullable=False),
    Column("secret", Text, nullable=False),  # as the provider showed it: never printed, exported or logged
    Column("label", Text, nullable=False, server_default=""),
    Column("state", String(16), nullable=False),  # live | former (replaced, still good) | removed (good no more)
    Column("created_ms", BigInteger, nullable=False),
    UniqueConstraint("workspace_id", "webhook_id", "secret", name="uq_hook_secret"),
)

arrival = Table(
    "arrival",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("hook", Text, nullable=False),
    Column("scheme", String(16), nullable=False),
    Column("delivery_id", Text),
    Column("sent_ms", BigInteger, nullable=False),
    Column("received_ms", BigInteger, nullable=False),
    Column("stale", Boolean, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("not_before_ms", BigInteger, nullable=False, server_default="0"),  # later where our own code broke on it
)

delivery = Table(
    "delivery",
    metadata,
    _workspace(),
    Column("delivery_id", Text, nullable=False),  # `webhook-id`; of a legacy one, which has none, its event's id
    Column("hook", Text, nullable=False),  # whose secret it was signed with: a webhook id, or a digest of the secret
    Column("generation", String(8), nullable=False),
    Column("event_id", Text),
    Column("event_type", Text),
    Column("received_ms", BigInteger, nullable=False),  # the first time, by our clock
    Column("last_received_ms", BigInteger, nullable=False),
    Column("repeats", Integer, nullable=False, server_default="0"),
    Column("verdict", String(8), nullable=False),  # accepted | stale | test
    Column("observation_id", BigInteger, nullable=False),
    PrimaryKeyConstraint("workspace_id", "delivery_id", "hook", name="pk_delivery"),
    Index("ix_delivery_received", "workspace_id", "received_ms"),
    sqlite_with_rowid=False,
)

test_event = Table(
    "test_event",
    metadata,
    _workspace(),
    Column("event_id", Text, nullable=False),  # of an event made up on request, or of its delivery: no record
    Column("at_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("workspace_id", "event_id", name="pk_test_event"),
)

refusal = Table(
    "refusal",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("at_ms", BigInteger, nullable=False),
    Column("why", String(24), nullable=False),
    Column("header", String(32)),  # the signature header that was there; never what was in it
    Column("address", Text, nullable=False),  # masked
    Column("size_bytes", Integer, nullable=False),
)

refusal_count = Table(
    "refusal_count",
    metadata,
    _workspace(),
    Column("why", String(24), nullable=False),
    Column("times", BigInteger, nullable=False),  # of all time; the last of them are in `refusal`
    Column("last_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("workspace_id", "why", name="pk_refusal_count"),
)

probe = Table(
    "probe",
    metadata,
    _workspace(),
    Column("at_ms", BigInteger, nullable=False),  # when it was last tried whether anything can be kept
    Column("filler", LargeBinary, nullable=False),  # as much as a delivery takes, other bytes each time
    PrimaryKeyConstraint("workspace_id", name="pk_probe"),
)

dirty = Table(
    "dirty",
    metadata,
    _workspace(),
    Column("kind", String(16), nullable=False),
    Column("subject", Text, nullable=False),
    Column("token", BigInteger, nullable=False),  # random per writing transaction: a fold settles only what it read
    Column("at_ms", BigInteger, nullable=False),
    Column("urgent", Boolean, nullable=False, server_default="1"),  # people wait for it: it goes before what is not
    PrimaryKeyConstraint("workspace_id", "kind", "subject", name="pk_dirty"),
    _index_of_some("ix_dirty_urgent", "workspace_id", "kind", "subject", condition="urgent"),
)

not_understood = Table(
    "not_understood",
    metadata,
    _workspace(),
    Column("observation_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),  # operation, then what was not understood, as `GET /calls: duration`
    PrimaryKeyConstraint("workspace_id", "observation_id", "kind", name="pk_not_understood"),
)

new_field = Table(
    "new_field",
    metadata,
    _workspace(),
    Column("surface", String(8), nullable=False),
    Column("operation", Text, nullable=False),
    Column("field", Text, nullable=False),  # a member of an answer that nobody knew
    Column("observation_id", BigInteger, nullable=False),  # one example; all of them where it looks like what we want
    PrimaryKeyConstraint("workspace_id", "surface", "operation", "field", "observation_id", name="pk_new_field"),
)

# --- what we did ----------------------------------------------------------------------------------------------

holding = Table(
    "holding",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("path", Text, nullable=False),
    Column("outcome", String(16), nullable=False),  # a HoldingOutcome
    Column("at_ms", BigInteger, nullable=False),
    Column("sha256", String(64)),
    Column("size_bytes", BigInteger),  # of what was refused for its size: at least so many, where known
    Column("declared_type", Text),
    Column("sniffed_type", Text),
    Column("duration_seconds", Float),  # probed, never the provider's
    Column("width", Integer),
    Column("height", Integer),
    Column("detail", Text),
    Index("ix_holding_path", "workspace_id", "path"),
    Index("ix_holding_sha256", "sha256"),
)

derived = Table(
    "derived",
    metadata,
    _workspace(),
    Column("sha256", String(64), nullable=False),  # of the original
    Column("recipe", String(32), nullable=False),  # thumbnail-480 | peaks-400 | …
    Column("outcome", String(16), nullable=False),  # made | failed
    Column("derived_sha256", String(64)),  # of the made file, in the vault
    Column("media_type", Text),
    Column("detail", Text),
    PrimaryKeyConstraint("workspace_id", "sha256", "recipe", name="pk_derived"),
)

walk = Table(
    "walk",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("run_id", BigInteger),
    Column("surface", String(8), nullable=False),
    Column("operation", Text, nullable=False),
    Column("asked", Text, nullable=False),  # canonical JSON of what it asked for besides the window
    Column("lo_ms", BigInteger),
    Column("hi_ms", BigInteger),
    Column("reached_ms", BigInteger),  # newest first: everything in [reached_ms, hi_ms) is in hand
    Column("pages", Integer, nullable=False, server_default="0"),
    Column("items", Integer, nullable=False, server_default="0"),
    Column("started_ms", BigInteger, nullable=False),
    Column("finished_ms", BigInteger),  # the mark: without it the walk proves nothing below reached_ms
    Column("ended", Text),  # why it stopped unfinished
    Index("ix_walk_operation", "workspace_id", "operation", "finished_ms"),
    _index_of_some("ix_walk_asked", "workspace_id", "operation", "asked", condition="finished_ms IS NOT NULL"),
)

sync_run = Table(
    "sync_run",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("surface", String(8), nullable=False),
    Column("started_ms", BigInteger, nullable=False),
    Column("finished_ms", BigInteger),
    Column("exit", Integer),
    Column("requests", Integer, nullable=False, server_default="0"),
    Column("too_many", Integer, nullable=False, server_default="0"),
    Column("by_operation", Text, nullable=False, server_default="{}"),
    Column("unfinished", Integer, nullable=False, server_default="0"),  # walks and questions left over
    Column("provider_ms", BigInteger),  # the provider's time at its beginning; null where nobody answered
    Column("held_before", Text),  # JSON: how many of each kind that may come back were held when it began
)

stuck_question = Table(
    "stuck_question",
    metadata,
    _workspace(),
    Column("surface", String(8), nullable=False),
    Column("operation", Text, nullable=False),
    Column("since_ms", BigInteger, nullable=False),  # when a run first failed on it, with none between that did not
    Column("last_ms", BigInteger, nullable=False),  # when a run last did
    Column("why", Text, nullable=False),  # what was answered then
    PrimaryKeyConstraint("workspace_id", "surface", "operation", name="pk_stuck_question"),
)

errand = Table(
    "errand",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("kind", String(16), nullable=False),
    Column("key", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("priority", Integer, nullable=False, server_default="100"),  # smaller first
    Column("run_at_ms", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("leased_until_ms", BigInteger),
    Column("lease", String(32)),
    Column("failed_ms", BigInteger),  # given up: waits for a person
    Column("error", Text),
    UniqueConstraint("workspace_id", "kind", "key", name="uq_errand_key"),
    Index("ix_errand_ready", "failed_ms", "run_at_ms", "priority"),
)

send = Table(
    "send",
    metadata,
    Column("key_digest", String(32), nullable=False),
    Column("sent_us", BigInteger, nullable=False),  # the last ten sends of one API key, all processes together
    Column("slot", Integer, nullable=False),
    PrimaryKeyConstraint("key_digest", "slot", name="pk_send"),
)

evidence = Table(
    "evidence",
    metadata,
    _workspace(),
    Column("name", Text, nullable=False),
    Column("surface", String(8), nullable=False),
    Column("kind", String(8), nullable=False),  # spec | probe | payload | person: the newest word of each
    Column("verdict", String(16), nullable=False),
    Column("detail", Text, nullable=False),  # no whole number, no name, no body: it is sent to the provider's support
    Column("at_ms", BigInteger, nullable=False),  # the provider's time
    Column("version", Text, nullable=False, server_default=""),
    Column("tested", Text, nullable=False, server_default=""),  # the line's id where one line was asked
    Column("noted", BigInteger, nullable=False),  # the order in which things were learnt, whatever the clocks say
    Column("turned", BigInteger),  # `noted` of the word that contradicted the one before
    PrimaryKeyConstraint("workspace_id", "name", "surface", "kind", name="pk_evidence"),
)

capability = Table(
    "capability",
    metadata,
    _workspace(),
    Column("name", Text, nullable=False),
    Column("surface", String(8), nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("evidence", Text, nullable=False),
    Column("checked_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("workspace_id", "name", "surface", name="pk_capability"),
)

capability_change = Table(
    "capability_change",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("name", Text, nullable=False),
    Column("surface", String(8), nullable=False),
    Column("before", String(16)),
    Column("after", String(16), nullable=False),
    Column("evidence", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("origin", String(8)),  # provider | plan | ours; null where nothing was known before
)

listed_hook = Table(
    "listed_hook",
    metadata,
    _workspace(),
    Column("webhook_id", Text, nullable=False),
    Column("generation", String(8), nullable=False),  # N | L2: those of the app's old settings are listed to nobody
    Column("url", Text, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("events", Text, nullable=False),  # JSON list of event types
    Column("resource_ids", Text, nullable=False),  # JSON list of PN ids, or of `*`
    Column("label", Text),
    Column("created_ms", BigInteger, nullable=False),  # the provider's
    Column("listed_ms", BigInteger, nullable=False),  # ours
    PrimaryKeyConstraint("workspace_id", "webhook_id", name="pk_listed_hook"),
)

alarm = Table(
    "alarm",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("kind", String(24), nullable=False),  # an AlarmKind
    Column("key", Text, nullable=False, server_default=""),  # tells alarms of one kind apart
    Column("detail", Text, nullable=False, server_default="{}"),  # JSON: numbers and names for the words
    Column("opened_ms", BigInteger, nullable=False),
    Column("last_seen_ms", BigInteger, nullable=False),
    Column("closed_ms", BigInteger),
    Index(
        "ix_alarm_open",
        "workspace_id",
        "kind",
        "key",
        unique=True,
        sqlite_where=text("closed_ms IS NULL"),
        postgresql_where=text("closed_ms IS NULL"),
    ),
)

alarm_told = Table(
    "alarm_told",
    metadata,
    _workspace(),
    Column("alarm_id", BigInteger, nullable=False),
    Column("channel", String(16), nullable=False),  # email | webhook
    Column("what", String(8), nullable=False),  # opened | closed
    Column("at_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("workspace_id", "alarm_id", "channel", "what", name="pk_alarm_told"),
)

specification = Table(
    "specification",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("surface", String(8), nullable=False),
    Column("url", Text, nullable=False),
    Column("digest", LargeBinary(16), nullable=False),  # BLAKE2b of the text
    Column("text", LargeBinary, nullable=False),  # as published, zlib
    Column("whole", Boolean, nullable=False),  # false: it breaks off, so nothing is missing because it is not in it
    Column("first_seen_ms", BigInteger, nullable=False),  # the provider's time, like every time here
    Column("last_seen_ms", BigInteger, nullable=False),
    UniqueConstraint("workspace_id", "surface", "digest", name="uq_specification"),
)

specification_change = Table(
    "specification_change",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("surface", String(8), nullable=False),
    Column("before_id", BigInteger, nullable=False),
    Column("after_id", BigInteger, nullable=False),
    Column("kind", String(16), nullable=False),  # added | removed | changed | required | optional
    Column("operation", Text, nullable=False),
    Column("place", Text, nullable=False),  # empty for the whole operation
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Index("ix_specification_change_at", "workspace_id", "at_ms"),
)

recovery = Table(
    "recovery",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("name", Text, nullable=False),  # the capability that could be had (again)
    Column("surface", String(8), nullable=False),
    Column("kind", String(16), nullable=False),  # what comes back by it: an artefact kind, message, call or contact
    Column("began_ms", BigInteger, nullable=False),  # the provider's time
    Column("before_ms", BigInteger, nullable=False),  # what happened before is counted: until then the record was whole
    Column("begun_run", BigInteger, nullable=False),  # the last run of the sync then; a later one asks everything
    Column("asked", Integer),  # records of which nobody could tell whether they have one; null: nobody can know
    Column("held_before", Integer, nullable=False),
    Column("recovered", Integer),  # written when it is over; until then it is counted from the records
    Column("finished_ms", BigInteger),
)

change = Table(
    "change",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("conversation_key", Text, nullable=False),
    Column("line_id", Text),
    Column("at_ms", BigInteger, nullable=False),  # ours; open screens ask for what came after the id they know
)

gap_decision = Table(
    "gap_decision",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("key", Text, nullable=False),  # of the gap or doubt, as `gaps --json` gives it
    Column("decision", String(16), nullable=False),  # a Decision; the newest that is no note stands
    Column("why", Text, nullable=False),
    Column("said_by", Text, nullable=False),  # the e-mail of the user who signed in, or `command line`
    Column("at_ms", BigInteger, nullable=False),
    Index("ix_gap_decision_key", "workspace_id", "key"),
)

# --- records: folded, can be dropped and rebuilt ------------------------------------------------------------------

organization = Table(
    "organization",
    metadata,
    _workspace(),
    Column("id", Text, nullable=False),
    Column("name", Text),
    Column("subscription_status", Text),
    Column("created_ms", BigInteger),
    PrimaryKeyConstraint("workspace_id", "id", name="pk_organization"),
)

line = Table(
    "line",
    metadata,
    _workspace(),
    Column("id", Text, nullable=False),
    Column("number", Text),
    Column("name", Text),
    Column("symbol", Text),
    Column("group_id", Text),
    Column("time_zone", Text),
    Column("created_ms", BigInteger),
    Column("updated_ms", BigInteger),
    Column("gone_ms", BigInteger),
    PrimaryKeyConstraint("workspace_id", "id", name="pk_line"),
)

line_member = Table(
    "line_member",
    metadata,
    _workspace(),
    Column("line_id", Text, nullable=False),
    Column("member_id", Text, nullable=False),
    Column("role", Text),
    PrimaryKeyConstraint("workspace_id", "line_id", "member_id", name="pk_line_member"),
)

member = Table(
    "member",
    metadata,
    _workspace(),
    Column("id", Text, nullable=False),
    Column("kind", String(8), nullable=False),  # human | agent
    Column("email", Text),
    Column("first_name", Text),
    Column("last_name", Text),
    Column("role", Text),
    Column("created_ms", BigInteger),
    Column("gone_ms", BigInteger),
    PrimaryKeyConstraint("workspace_id", "id", name="pk_member"),
)

contact = Table(
    "contact",
    metadata,
    _workspace(),
    Column("id", Text, nullable=False),
    Column("display_name", Text, nullable=False),
    Column("first_name", Text),
    Column("last_name", Text),
    Column("company", Text),
    Column("role", Text),
    Column("source", Text),
    Column("external_id", Text),
    Column("emails", Text, nullable=False, server_default="[]"),  # JSON [{"name", "value"}]
    Column("custom_fields", Text, nullable=False, server_default="[]"),  # JSON [{"name", "type", "value"}]
    Column("created_ms", BigInteger),
    Column("updated_ms", BigInteger),
    Column("gone_ms", BigInteger),
    PrimaryKeyConstraint("workspace_id", "id", name="pk_contact"),
)

contact_number = Table(
    "contact_number",
    metadata,
    _workspace(),
    Column("contact_id", Text, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("number", Text, nullable=False),
    Column("label", Text),
    PrimaryKeyConstraint("workspace_id", "contact_id", "ordinal", name="pk_contact_number"),
    Index("ix_contact_number_number", "workspace_id", "number"),
)

conversation = Table(
    "conversation",
    metadata,
    _workspace(),
    Column("key", Text, nullable=False),
    Column("id", Text),  # the provider's CN; the smallest where several are aliases of one
    Column("line_id", Text),
    Column("participants", Text, nullable=False, server_default="[]"),  # JSON list of canonical numbers
    Column("name", Text),  # as named at the provider
    Column("created_ms", BigInteger),
    Column("updated_ms", BigInteger),
    Column("gone_ms", BigInteger),
    # What the inbox shows, recomputed from its activities in the transaction that changes them:
    Column("first_at_ms", BigInteger),
    Column("last_at_ms", BigInteger),
    Column("last_activity_id", Text),
    Column("messages", Integer, nullable=False, server_default="0"),
    Column("calls", Integer, nullable=False, server_default="0"),
    Column("media", Integer, nullable=False, server_default="0"),
    Column("missed_calls", Integer, nullable=False, server_default="0"),
    Column("waiting", Boolean, nullable=False, server_default="0"),  # the last word is theirs
    Column("reach", String(20), nullable=False, server_default="person"),  # a Reach: that of the participants
    PrimaryKeyConstraint("workspace_id", "key", name="pk_conversation"),
    Index("ix_conversation_last", "workspace_id", "last_at_ms", "key"),
    Index("ix_conversation_line_last", "workspace_id", "line_id", "last_at_ms", "key"),
    _index_of_some("ix_conversation_reach", "workspace_id", "reach", "line_id", condition=OUT_OF_REACH),
)

conversation_alias = Table(
    "conversation_alias",
    metadata,
    _workspace(),
    Column("id", Text, nullable=False),  # CN
    Column("key", Text, nullable=False),
    # What this id says of itself; `conversation` is made of all that share its key.
    Column("line_id", Text),
    Column("participants", Text, nullable=False, server_default="[]"),
    Column("name", Text),
    Column("last_activity_id", Text),
    Column("created_ms", BigInteger),
    Column("updated_ms", BigInteger),
    Column("gone_ms", BigInteger),
    PrimaryKeyConstraint("workspace_id", "id", name="pk_conversation_alias"),
    Index("ix_conversation_alias_key", "workspace_id", "key"),
)

participant = Table(
    "participant",
    metadata,
    _workspace(),
    Column("conversation_key", Text, nullable=False),
    Column("number", Text, nullable=False),
    PrimaryKeyConstraint("workspace_id", "conversation_key", "number", name="pk_participant"),
    Index("ix_participant_number", "workspace_id", "number"),
)

activity = Table(
    "activity",
    metadata,
    _workspace(),
    Column("id", Text, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("line_id", Text),
    Column("conversation_key", Text, nullable=False),
    Column("conversation_id", Text),  # the provider's CN, where it was said or could be told
    Column("participants", Text, nullable=False, server_default="[]"),
    Column("direction", String(8)),
    Column("at_ms", BigInteger, nullable=False),
    Column("updated_ms", BigInteger),
    Column("text", Text, nullable=False, server_default=""),
    Column("status", Text),
    Column("from_number", Text),
    Column("to_numbers", Text, nullable=False, server_default="[]"),
    Column("member_id", Text),
    Column("answered_ms", BigInteger),
    Column("answered_by", Text),
    Column("initiated_by", Text),
    Column("completed_ms", BigInteger),
    Column("duration_seconds", Integer),
    Column("outcome", String(16)),
    Column("ai_handled", Boolean, nullable=False, server_default="0"),
    Column("forwarded_from", Text),
    Column("forwarded_to", Text),
    Column("call_route", Text),
    Column("gone_ms", BigInteger),
    Column("media_word", String(8)),
    Column("voicemail_word", String(8)),
    Column("recording_word", String(8)),
    Column("transcript_word", String(8)),
    Column("summary_word", String(8)),
    Column("word_reasons", Text, nullable=False, server_default="[]"),  # JSON [[kind, why the word is what it is]]
    Column("search_id", BigInteger),  # rowid in the search index: at_ms << 10 | sequence
    Column("fingerprint", BigInteger, nullable=False, server_default="0"),  # a fold that changes nothing writes nothing
    Column("surfaces", Text, nullable=False, server_default=""),  # those that showed it, joined by commas
    PrimaryKeyConstraint("workspace_id", "id", name="pk_activity"),
    Index("ix_activity_conversation", "workspace_id", "conversation_key", "at_ms", "id"),
    Index("ix_activity_line", "workspace_id", "line_id", "at_ms", "id"),
    Index("ix_activity_search", "search_id", unique=True),
    Index("ix_activity_kind", "workspace_id", "kind", "line_id", "at_ms"),
    _index_of_some("ix_activity_empty", "workspace_id", "line_id", "at_ms", "id", condition=EMPTY),
    *(_of_word(kind) for kind in ("media", "voicemail", "recording", "transcript", "summary")),
)

artefact = Table(
    "artefact",
    metadata,
    _workspace(),
    Column("activity_id", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("provider_id", Text),
    Column("provider_status", Text),
    Column("state", String(16), nullable=False),
    Column("reason", Text),
    Column("declared_type", Text),
    Column("duration_seconds", Float),
    Column("start_ms", BigInteger),
    Column("ways", Text, nullable=False, server_default="[]"),
    Column("content", Text),
    Column("sha256", String(64)),
    PrimaryKeyConstraint("workspace_id", "activity_id", "kind", "ordinal", name="pk_artefact"),
    Index("ix_artefact_state", "workspace_id", "kind", "state"),
    Index("ix_artefact_sha256", "sha256"),
)

stray_voicemail = Table(
    "stray_voicemail",
    metadata,
    _workspace(),
    Column("id", Text, nullable=False),  # the activity id under which it was told, without that of its call
    Column("call_id", Text),  # the call that it was found to belong to
    PrimaryKeyConstraint("workspace_id", "id", name="pk_stray_voicemail"),
    Index("ix_stray_voicemail_call", "workspace_id", "call_id"),
)

announcement = Table(
    "announcement",
    metadata,
    _workspace(),
    Column("activity_id", Text, nullable=False),
    Column("words", Text, nullable=False),  # those that announce pictures, as they were written
    Column("more", Boolean, nullable=False),  # more than what was sent before
    PrimaryKeyConstraint("workspace_id", "activity_id", name="pk_announcement"),
)

unseen_activity = Table(
    "unseen_activity",
    metadata,
    _workspace(),
    Column("id", Text, nullable=False),
    Column("line_id", Text),
    Column("conversation_id", Text),  # the CN that names it as its last activity
    PrimaryKeyConstraint("workspace_id", "id", name="pk_unseen_activity"),
)

foreign_activity = Table(
    "foreign_activity",
    metadata,
    _workspace(),
    Column("id", Text, nullable=False),
    Column("line_id", Text, nullable=False),
    PrimaryKeyConstraint("workspace_id", "id", name="pk_foreign_activity"),
)
Index("ix_foreign_activity_line", foreign_activity.c.workspace_id, foreign_activity.c.line_id)

old_media = Table(
    "old_media",
    metadata,
    _workspace(),
    Column("id", Text, nullable=False),  # a message that proves that old ones are given with their media
    PrimaryKeyConstraint("workspace_id", "id", name="pk_old_media"),
)

claim = Table(
    "claim",
    metadata,
    _workspace(),
    Column("activity_id", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("slot", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("rule", Text, nullable=False),
    Column("chosen", Boolean, nullable=False),
    Column("agrees", Boolean, nullable=False, server_default="1"),
    Column("explained", Text),  # why one that differs does not contradict
    PrimaryKeyConstraint("workspace_id", "activity_id", "field", "slot", name="pk_claim"),
)

discrepancy = Table(
    "discrepancy",
    metadata,
    _workspace(),
    Column("activity_id", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("explained", Text),
    Column("surface", String(8)),  # that gave the value which is held; null where it follows from other fields
    Column("against", String(8)),  # that says something else
    PrimaryKeyConstraint("workspace_id", "activity_id", "field", name="pk_discrepancy"),
)

RECORD_TABLES: tuple[Table, ...] = (
    organization,
    line,
    line_member,
    member,
    contact,
    contact_number,
    conversation,
    conversation_alias,
    participant,
    activity,
    artefact,
    stray_voicemail,
    announcement,
    unseen_activity,
    foreign_activity,
    old_media,
    claim,
    discrepancy,
    not_understood,
)
"""What `onrecord rebuild` drops and makes again from observations, holdings and links."""

FOLDED_FROM: tuple[Table, ...] = (workspace, observation, mention, holding, link)
"""What the records are made from, and nothing else: a copy of these tables gives the same records."""
