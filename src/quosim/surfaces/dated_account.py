"""Dated: numbers, people, the organization, tasks."""

from quosim import errors
from quosim.index import by_time
from quosim.routes import Asked
from quosim.surfaces import dated_items as items
from quosim.surfaces.dated_pages import one, page, resumed, whole
from quosim.templates import template
from quosim.world.model import Line, Member, Task


def tell_line(asked: Asked, line: Line) -> bytes:
    include = asked.values["include"]
    named = frozenset((include,) if isinstance(include, str) else include or ())
    return asked.tell_once(template(items.line(line, named)))


def list_numbers(asked: Asked) -> bytes:
    wanted = asked.values["phoneNumber"]
    lines = asked.house.index.numbers.oldest_first(None, asked.now, resumed(asked))
    found = (line for line in lines if wanted is None or line.number == wanted)
    return page(asked, found, by_time, lambda line: tell_line(asked, line))


def list_available(asked: Asked) -> bytes:
    """A search of numbers for sale; these are made up, from the range that is kept for fiction."""
    area = asked.values["areaCode"] or "555"
    numbers = [f"+1{area}55501{tail:02d}" for tail in range(70, 80)]
    contains = asked.values["contains"]
    return one(asked, {"phoneNumbers": [number for number in numbers if contains is None or contains in number]})


def known_line(asked: Asked) -> Line:
    line = asked.house.index.lines.get(asked.path[0])
    if line is None or line.at > asked.now:
        raise errors.dated_not_found("Phone number")
    return line


def get_number(asked: Asked) -> bytes:
    return b'{"data":' + tell_line(asked, known_line(asked)) + b"}"


def list_number_users(asked: Asked) -> bytes:
    line = known_line(asked)
    members = sorted((asked.house.index.members[ident] for ident in line.member_ids), key=lambda member: member.id)
    told = [items.line_member(member, line.group_id) for member in members if not member.is_agent]
    return whole(asked, list[object](told))


def known_member(asked: Asked) -> Member:
    member = asked.house.index.members.get(asked.path[0])
    if member is None or member.at > asked.now:
        raise errors.dated_not_found("User")
    return member


def list_user_numbers(asked: Asked) -> bytes:
    member = known_member(asked)
    lines = asked.house.index.numbers.oldest_first(None, asked.now, resumed(asked))
    found = (line for line in lines if member.id in line.member_ids)
    return page(asked, found, by_time, lambda line: tell_line(asked, line))


def list_users(asked: Asked) -> bytes:
    found = asked.house.index.people.oldest_first(None, asked.now, resumed(asked))
    return page(asked, found, by_time, lambda member: asked.tell_once(template(items.user(member))))


def get_user(asked: Asked) -> bytes:
    return one(asked, items.user(known_member(asked)))


def get_organization(asked: Asked) -> bytes:
    return one(asked, items.organization(asked.house))


def list_tasks(asked: Asked) -> bytes:
    found = asked.house.index.tasks.oldest_first(None, asked.now, resumed(asked))
    return page(asked, found, by_time, lambda task: asked.tell_once(template(items.task(asked.house, task))))


def get_task(asked: Asked) -> bytes:
    task: Task | None = asked.house.index.task.get(asked.path[0])
    if task is None or task.at > asked.now:
        raise errors.dated_not_found("Task")
    return one(asked, items.task(asked.house, task))
