"""From a JSON schema to the fields it allows, by path.

`$ref` is followed within the document; of `anyOf` and `oneOf` every alternative counts, and what is not in all of them
is optional; `allOf` adds up. What is wrong is named and left out; a schema that contains itself ends there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from onrecord.provider.specification.outline import Kind, Member

DEEPEST = 16
MOST_SCHEMAS = 200_000
ANYTHING = Kind("anything")
_BOUNDS = (
    "const", "default", "deprecated", "enum", "exclusiveMaximum", "exclusiveMinimum", "format", "maxItems", "maxLength",
    "maximum", "minItems", "minLength", "minimum", "multipleOf", "pattern", "uniqueItems",
)  # fmt: skip

Tree = Mapping[str, object]


@dataclass(slots=True)
class Shape:
    """What a schema allows: the kinds of value, and what is in an object and in a list."""

    kinds: set[Kind] = field(default_factory=set)
    nullable: bool = False
    members: dict[str, tuple[bool, "Shape"]] = field(default_factory=dict)
    items: "Shape | None" = None
    words: str = ""

    def member(self, *, required: bool) -> Member:
        return Member(required, frozenset(self.kinds), self.nullable, self.words)

    def paths(self, at: str = "") -> Iterator[tuple[str, Member]]:
        """Everything below, by path: `data[].media[].url`."""
        for name, (required, shape) in self.members.items():
            place = f"{at}.{name}" if at else name
            yield place, shape.member(required=required)
            yield from shape.paths(place)
        if self.items is not None:
            place = f"{at}[]"
            yield place, self.items.member(required=True)
            yield from self.items.paths(place)


class Schemas:
    """Reads the schemas of one document; `complaints` grows by what is not understood, each with its place."""

    def __init__(self, root: Tree) -> None:
        self.complaints: list[str] = []
        self._root = root
        self._left = MOST_SCHEMAS

    def shape(self, schema: object, place: str, depth: int = 0) -> Shape:
        self._left -= 1
        if self._left < 0:
            self._complain(place, "the document is too large to be read whole")
            return Shape({ANYTHING})
        told = self.resolved(schema, place)
        if told is None or told is True:
            return Shape({ANYTHING})
        if not isinstance(told, dict):
            self._complain(place, "not a schema")
            return Shape({ANYTHING})
        if depth >= DEEPEST:  # it contains itself: what is further inside is the same again
            return Shape({Kind("object")})
        return self._read(told, place, depth + 1)

    def resolved(self, node: object, place: str) -> object:
        """What a `$ref` leads to; None, and a complaint, where it leads nowhere."""
        for _ in range(DEEPEST):
            if not isinstance(node, dict) or "$ref" not in node:
                return node
            target = node["$ref"]
            node = self._at(target)
            if node is None:
                self._complain(place, f"refers to {str(target)[:100]}, which is not there")
        return None

    def _at(self, target: object) -> object:
        if not isinstance(target, str) or not target.startswith("#/"):
            return None
        node: object = self._root
        for step in target[2:].split("/"):
            name = step.replace("~1", "/").replace("~0", "~")
            node = node.get(name) if isinstance(node, dict) else None
        return node

    def _complain(self, place: str, what: str) -> None:
        self.complaints.append(f"{place}: {what}")

    def _read(self, schema: dict[str, object], place: str, depth: int) -> Shape:
        shape = self._own(schema, place, depth)
        for name in ("anyOf", "oneOf"):
            if name in schema:
                _narrow(shape, _either([*self._alternatives(schema[name], place, depth)]))
        if "allOf" in schema:
            for one in self._alternatives(schema["allOf"], place, depth):
                _narrow(shape, one)
        if not shape.kinds:
            shape.kinds.add(ANYTHING)
        return shape

    def _alternatives(self, listed: object, place: str, depth: int) -> Iterator[Shape]:
        if not isinstance(listed, list):
            self._complain(place, "its alternatives are no list")
            return
        for one in listed:
            yield self.shape(one, place, depth)

    def _own(self, schema: dict[str, object], place: str, depth: int) -> Shape:
        """What the schema says itself, without its alternatives."""
        words = schema.get("description")
        shape = Shape(nullable=schema.get("nullable") is True, words=words if isinstance(words, str) else "")
        for type_ in self._types(schema, place):
            if type_ == "null":
                shape.nullable = True
            else:
                shape.kinds.add(Kind(type_, _bounds(schema)))
        self._read_members(schema, shape, place, depth)
        if "items" in schema:
            shape.items = self.shape(schema["items"], f"{place}[]", depth)
        return shape

    def _types(self, schema: dict[str, object], place: str) -> list[str]:
        told = schema.get("type")
        listed = told if isinstance(told, list) else [told] if told is not None else _implied(schema)
        known = [one for one in listed if isinstance(one, str)]
        if len(known) < len(listed):
            self._complain(place, "its type is no word")
        return known

    def _read_members(self, schema: dict[str, object], shape: Shape, place: str, depth: int) -> None:
        properties, required = schema.get("properties", {}), schema.get("required", [])
        if not isinstance(properties, dict):
            self._complain(place, "its properties are no object")
            return
        if not isinstance(required, list):
            self._complain(place, "what it requires is no list")
            required = []
        for name, inner in properties.items():
            shape.members[name] = name in required, self.shape(inner, f"{place}.{name}", depth)


def _implied(schema: dict[str, object]) -> list[str]:
    """The type of a schema that leaves it out, by what else it says."""
    for name, type_ in (("properties", "object"), ("items", "array"), ("pattern", "string")):
        if name in schema:
            return [type_]
    told = [schema["const"]] if "const" in schema else schema.get("enum")
    if isinstance(told, list) and told:
        return ["string" if isinstance(told[0], str) else "anything"]
    return []


def _bounds(schema: dict[str, object]) -> tuple[str, ...]:
    """`const` is an `enum` of one; the order within an `enum` says nothing."""
    found = []
    for name in _BOUNDS:
        told = schema.get(name)
        if told is None or told is False:
            continue
        if name in ("const", "enum"):
            listed = told if isinstance(told, list) else [told]
            found.append(f"enum={'|'.join(sorted(str(one) for one in listed))}")
        else:
            found.append(f"{name}={told}")
    return tuple(sorted(found))


def _either(alternatives: list[Shape]) -> Shape:
    """Any of them: a member is required only where every alternative that is an object requires it."""
    whole = Shape(nullable=any(one.nullable for one in alternatives))
    objects = [one for one in alternatives if one.members]
    for one in alternatives:
        whole.kinds |= one.kinds
        if one.items is not None:
            whole.items = one.items if whole.items is None else _either([whole.items, one.items])
    for name in dict.fromkeys(name for one in objects for name in one.members):
        holding = [one.members[name] for one in objects if name in one.members]
        required = len(holding) == len(objects) and all(needed for needed, _ in holding)
        whole.members[name] = required, _either([shape for _, shape in holding]) if len(holding) > 1 else holding[0][1]
    return whole


def _narrow(shape: Shape, other: Shape) -> None:
    """Both at once: what either requires is required, what only one says counts."""
    shape.kinds |= other.kinds - {ANYTHING}
    shape.nullable = shape.nullable or other.nullable
    shape.items = shape.items or other.items
    for name, (required, inner) in other.members.items():
        known = shape.members.get(name)
        shape.members[name] = required or (known is not None and known[0]), inner
