"""From a document to what it says. Reading never fails: what is not understood is named, and the rest stands."""

from collections.abc import Iterable, Iterator

from onrecord.provider.specification.document import read_document
from onrecord.provider.specification.outline import Member, Operation, Part, Specification
from onrecord.provider.specification.schema import Schemas, Shape

METHODS = ("get", "post", "put", "patch", "delete")
MOST_COMPLAINTS = 100
_NOTHING = Shape()


def read_specification(text: bytes) -> Specification:
    """What an OpenAPI 3 document says, in JSON or YAML."""
    root, broken = read_document(text)
    if not isinstance(root, dict):
        return Specification({}, (broken or "the document is no object",), whole=False)
    return _Reader(root).read(broken)


class _Reader:
    def __init__(self, root: dict[str, object]) -> None:
        self._root = root
        self._schemas = Schemas(root)

    def read(self, broken: str | None) -> Specification:
        complaints = self._schemas.complaints
        paths = self._root.get("paths")
        if broken:
            complaints.append(broken)
        if not isinstance(paths, dict):
            complaints.append("the document has no paths")
            return Specification({}, tuple(complaints), whole=False)
        operations = dict(self._operations(paths))
        return Specification(operations, tuple(complaints[:MOST_COMPLAINTS]), whole=broken is None)

    def _operations(self, paths: dict[str, object]) -> Iterator[tuple[str, Operation]]:
        for path, told in paths.items():
            item = self._schemas.resolved(told, path)
            if not isinstance(item, dict):
                self._complain(path, "not a path")
                continue
            for method in METHODS:
                if method in item:
                    yield from self._operation(f"{method.upper()} {path}", item[method], item.get("parameters"))

    def _operation(self, name: str, told: object, shared: object) -> Iterator[tuple[str, Operation]]:
        if not isinstance(told, dict):
            self._complain(name, "not an operation")
            return
        unclear = set()

        def part(which: Part, found: Iterator[tuple[str, Member]]) -> dict[str, Member]:
            before = len(self._schemas.complaints)
            members = dict(found)
            if len(self._schemas.complaints) > before:
                unclear.add(which)
            return members

        parameters = part(Part.PARAMETER, self._parameters(name, [*_listed(shared), *_listed(told.get("parameters"))]))
        body = part(Part.BODY, self._body(f"{name} body", told.get("requestBody")))
        answer = part(Part.ANSWER, self._answer(name, told.get("responses")))
        errors = dict(self._errors(name, told.get("responses")))
        words = told.get("description")
        yield (
            name,
            Operation(parameters, body, answer, errors, frozenset(unclear), words if isinstance(words, str) else ""),
        )

    def _complain(self, place: str, what: str) -> None:
        self._schemas.complaints.append(f"{place}: {what}")

    def _parameters(self, name: str, listed: Iterable[object]) -> Iterator[tuple[str, Member]]:
        for told in listed:
            one = self._schemas.resolved(told, name)
            if not isinstance(one, dict) or not isinstance(one.get("name"), str):
                self._complain(name, "a parameter without a name")
                continue
            where = f"{one.get('in')} {one['name']}"
            shape = self._schemas.shape(one.get("schema"), f"{name} {where}")
            yield from _parameter(where, shape, required=one.get("required") is True)

    def _body(self, place: str, told: object) -> Iterator[tuple[str, Member]]:
        yield from self._content(told, place).paths()

    def _answer(self, name: str, responses: object) -> Iterator[tuple[str, Member]]:
        for status, told in self._responses(name, responses):
            if status.startswith("2"):
                yield from self._content(told, f"{name} {status}").paths()

    def _responses(self, name: str, responses: object) -> Iterator[tuple[str, object]]:
        if not isinstance(responses, dict):
            self._complain(name, "no answers are described")
            return
        yield from ((str(status), told) for status, told in responses.items())

    def _content(self, told: object, place: str) -> Shape:
        """The JSON of a request body or an answer; nothing where it has none."""
        holder = self._schemas.resolved(told, place)
        content = holder.get("content") if isinstance(holder, dict) else None
        json = content.get("application/json") if isinstance(content, dict) else None
        if not isinstance(json, dict) or "schema" not in json:
            return _NOTHING
        return self._schemas.shape(json["schema"], place)

    def _errors(self, name: str, responses: object) -> Iterator[tuple[str, str]]:
        """By status and code; the shape of an error's body is not read, for it is the same everywhere."""
        if not isinstance(responses, dict):
            return
        for status, told in responses.items():
            if not str(status).startswith("2"):
                holder = self._schemas.resolved(told, f"{name} {status}")
                code, title = _of_error(holder, "code"), _of_error(holder, "title")
                yield f"{status} {code}".rstrip(), title


def _listed(told: object) -> list[object]:
    return told if isinstance(told, list) else []


def _parameter(where: str, shape: Shape, *, required: bool) -> Iterator[tuple[str, Member]]:
    """One parameter; of a filter with operators one for each of them (`createdAt[gte]`)."""
    scalar = frozenset(kind for kind in shape.kinds if kind.type != "object" or not shape.members)
    if scalar:
        yield where, Member(required, scalar, shape.nullable, shape.words)
    if shape.items is not None:
        yield f"{where}[]", shape.items.member(required=True)
    for operator, (needed, inner) in shape.members.items():
        yield f"{where}[{operator}]", inner.member(required=required and needed)


def _of_error(holder: object, member: str) -> str:
    """The constant that a member of an error's body must be; empty where the document gives none."""
    node = holder
    for step in ("content", "application/json", "schema", "properties", member, "const"):
        node = node.get(step) if isinstance(node, dict) else None
    return node if isinstance(node, str) else ""
