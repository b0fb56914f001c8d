"""What the three generations of webhooks share: where the thing is in an event, and how its parts are read.

An event says what was so when it happened. What is null in one that comes before the end is not known yet, so it says
nothing; only the event of the end means «none» by null. An event that announces a part of a call says that the
provider has finished it: so that it is not waited for, whatever an earlier answer said.
"""

import re
from collections.abc import Iterable

from onrecord.domain.activity import ActivityKind
from onrecord.domain.artefact import ArtefactKind
from onrecord.domain.subject import SubjectKind
from onrecord.projection.parsers.artefacts import NONE_HERE, media, recordings, summary, voicemail, whole_transcript
from onrecord.projection.parsers.checked import WRONG, Field, identifier, numbers, read_fields
from onrecord.projection.parsers.operation import Body, Operation, Tell
from onrecord.projection.reading import Reading
from onrecord.projection.statement import Statement

FINISHED = "completed"
_IN_LINK = re.compile(r"(?:/(PN[0-9A-Za-z_]+))?/c/(CN[0-9A-Za-z_]+)(?:[/?#]|\Z)")


def event_data(body: Body) -> Body | None:
    """The `data` of an event, which may be wrapped once more in `object`; None where there is none."""
    inside = body.get("object")
    event = inside if "type" not in body and isinstance(inside, dict) else body
    data = event.get("data")
    return data if isinstance(data, dict) else None


def account_named(data: Body) -> str | None:
    """The organization whose event it is; only the newest generation names it."""
    context = data.get("context")
    told = identifier(context.get("orgId")) if isinstance(context, dict) else None
    return told if isinstance(told, str) else None


def part_of(data: Body, key: str, statement: Statement) -> Body:
    """A member that has to be an object; what is none is named, and empty."""
    part = data.get(key)
    if isinstance(part, dict):
        return part
    statement.not_understood.append(key)
    return {}


def before_the_end(fields: Iterable[Field]) -> tuple[Field, ...]:
    """The same members, of which null says nothing."""
    return tuple(field._replace(null_is_none=False) for field in fields)


def show(statement: Statement, kind: ActivityKind, body: Body, fields: tuple[Field, ...]) -> None:
    """Read what an event shows of an activity."""
    statement.kind = kind.value
    read_fields(body, fields, statement)


def tell_conversation_of_link(statement: Statement, link: object) -> None:
    """The conversation, and its line, named in a link to the provider's app: `…/inbox/PN…/c/CN…?at=AC…`."""
    found = _IN_LINK.search(link) if isinstance(link, str) else None
    if found:
        line, statement.values["conversation_id"] = found.groups()
        if line is not None:
            statement.values.setdefault("line_id", line)


def tell_media(statement: Statement, listed: object, *, empty_means_none: bool) -> None:
    """The photos and files of a message. Where an empty list cannot be trusted it says nothing."""
    if listed is None or (listed == [] and not empty_means_none):
        return
    told = media(listed, statement.not_understood)
    if told is not None:
        statement.told[ArtefactKind.MEDIA] = told


def tell_recordings(statement: Statement, listed: object) -> None:
    """Recordings that are announced; an empty or missing list has to be asked for, and says nothing."""
    if listed is None or listed == []:
        return
    if isinstance(listed, list):
        listed = [{"status": FINISHED, **one} if isinstance(one, dict) else one for one in listed]
    told = recordings(listed, statement.not_understood)
    if told is not None and told != NONE_HERE:
        statement.told[ArtefactKind.RECORDING] = told


def tell_voicemail(statement: Statement, left: Body) -> None:
    """A voicemail in the members that REST gives it; without a link it is there all the same."""
    told = voicemail(left, statement.not_understood)
    if told is not None:
        statement.told[ArtefactKind.VOICEMAIL] = told


def tell_inline_voicemail(statement: Statement, left: object) -> None:
    """A voicemail within its call, in the words of the older generations; sometimes without type or link."""
    if isinstance(left, dict):
        tell_voicemail(statement, {**left, "status": FINISHED, "recordingUrl": left.get("url")})


def tell_parties(statement: Statement, call: Body) -> None:
    """`from` and `to` of a call, which may name several."""
    found: list[str] = []
    for key in ("from", "to"):
        if call.get(key) is None:
            continue
        read = numbers(call[key])
        if read is WRONG:
            statement.not_understood.append(key)
        elif isinstance(read, tuple):
            found += read
    if found:
        statement.values["participants"] = tuple(found)


def tell_summary(statement: Statement, written: Body) -> None:
    told = summary(written, statement.not_understood)
    if told is not None:
        statement.told[ArtefactKind.SUMMARY] = told


def tell_transcript(statement: Statement, spoken: Body) -> None:
    told = whole_transcript(spoken, statement.not_understood)
    if told is not None:
        statement.told[ArtefactKind.TRANSCRIPT] = told


def gone(tell: Tell) -> Tell:
    """Shown for the last time: it was deleted when the event says."""

    def tell_gone(statement: Statement, data: Body, reading: Reading) -> None:
        tell(statement, data, reading)
        statement.gone_ms = statement.order_ms

    return tell_gone


def tell_nothing(_statement: Statement, _data: Body, _reading: Reading) -> None:
    """Kept as an observation; no record holds it yet."""


def about_activity(tell: Tell) -> Operation:
    return Operation(SubjectKind.ACTIVITY, tell)


def about_contact(tell: Tell) -> Operation:
    return Operation(SubjectKind.CONTACT, tell)


KEPT_ONLY = Operation(SubjectKind.TASK, tell_nothing)
