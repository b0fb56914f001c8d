"""What stands in an answer or a request body, written once and told as a schema of a day.

A part may be there only while a row of `dates` is in force. Objects are closed: what the simulator tells and what it
publishes cannot drift apart, since a test holds every answer to its schema.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from quosim.dates import Day
from quosim.parameters import E164

Schema = dict[str, object]


@dataclass(frozen=True, slots=True)
class Shape:
    """`plain` is the schema without its parts. `optional`: the member may be left out. `row`: see `dates`.

    `words` are the words that may stand here, each with the row that says since when.
    """

    plain: Mapping[str, object]
    members: Mapping[str, "Shape"] | None = None
    items: "Shape | None" = None
    alternatives: tuple["Shape", ...] = ()
    words: Mapping[str, str] | None = None
    optional: bool = False
    nullable: bool = False
    row: str | None = None

    def there(self, day: Day) -> bool:
        return self.row is None or day.has(self.row)

    def schema(self, day: Day) -> Schema:
        told = self._own(day)
        return {"anyOf": [told, {"type": "null"}]} if self.nullable else told

    def _own(self, day: Day) -> Schema:
        if self.alternatives:
            told = [shape.schema(day) for shape in self.alternatives if shape.there(day)]
            return told[0] if len(told) == 1 else {"anyOf": told}
        schema = dict(self.plain)
        if self.members is not None:
            there = {name: shape for name, shape in self.members.items() if shape.there(day)}
            schema["required"] = [name for name, shape in there.items() if not shape.optional]
            schema["properties"] = {name: shape.schema(day) for name, shape in there.items()}
            schema["additionalProperties"] = False
        if self.words is not None:
            schema["enum"] = [word for word, row in self.words.items() if day.has(row)]
        if self.items is not None:
            schema["items"] = self.items.schema(day)
        return schema


def text(
    pattern: str | None = None, *, choices: tuple[str, ...] = (), form: str | None = None, **more: object
) -> Shape:
    """`form` is a format such as `date-time`."""
    schema: Schema = {"type": "string", **more}
    if pattern:
        schema["pattern"] = f"^({pattern})$"
    if choices:
        schema["enum"] = list(choices)
    if form:
        schema["format"] = form
    return Shape(schema)


def ident(prefix: str) -> Shape:
    return text(rf"{prefix}.*")


def whole(**more: object) -> Shape:
    return Shape({"type": "integer", **more})


def thing(**members: Shape) -> Shape:
    return Shape({"type": "object"}, members={name.rstrip("_"): shape for name, shape in members.items()})


def listed(items: Shape, **more: object) -> Shape:
    return Shape({"type": "array", **more}, items=items)


def either(*alternatives: Shape) -> Shape:
    return Shape({}, alternatives=alternatives)


def word_since(rows: Mapping[str, str]) -> Shape:
    """One of these words, each from the day of its row on."""
    return Shape({"type": "string"}, words=rows)


def null(shape: Shape) -> Shape:
    """The same, or null."""
    return replace(shape, nullable=True)


def maybe(shape: Shape) -> Shape:
    """A member that may be left out."""
    return replace(shape, optional=True)


def since(row: str, shape: Shape) -> Shape:
    """A part that is there while the row is in force."""
    return replace(shape, row=row)


NUMBER = Shape({"type": "number"})
FLAG = Shape({"type": "boolean"})
ANYTHING = Shape({})
TEXT = text()
MOMENT = text(form="date-time")
LINK = text(form="uri")
FULL_NUMBER = text(E164)
USER = ident("US")
DIRECTION = text(choices=("incoming", "outgoing"))
CALL_STATUS = text(
    choices=(
        "queued", "initiated", "ringing", "in-progress", "completed", "busy", "failed", "no-answer", "canceled",
        "missed", "answered", "forwarded", "abandoned",
    )
)  # fmt: skip
PROGRESS = text(choices=("absent", "in-progress", "completed", "failed"))
RECORDING_STATUS = text(
    choices=(
        "absent", "completed", "deleted", "failed", "in-progress", "paused", "processing", "stopped", "stopping",
    )
)  # fmt: skip
MEDIA = listed(thing(url=LINK, type=null(TEXT)))
JOBS = listed(
    thing(icon=TEXT, name=TEXT, result=thing(data=listed(thing(name=TEXT, value=either(TEXT, NUMBER, FLAG))))),
)
VOICEMAIL = thing(
    id=ident("VM"),
    status=text(choices=("completed", "in-progress")),
    duration=null(whole()),
    transcript=null(TEXT),
    recordingUrl=null(LINK),
)
LIMITED = text(choices=("restricted", "unrestricted"))
RESTRICTIONS = thing(
    calling=thing(CA=LIMITED, Intl=LIMITED, US=LIMITED), messaging=thing(CA=LIMITED, Intl=LIMITED, US=LIMITED)
)
