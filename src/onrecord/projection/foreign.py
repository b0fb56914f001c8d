"""Whether what webhooks tell is of somebody else's account (rule 12). Pure.

A secret of another workspace, among those of the environment, lets in what is no business of ours, and a test that was
sent from the provider's app speaks of an account that nobody has. And a line of ours may be so new that nobody has
listed it yet: then what it did waits for that, some minutes at most.

What our own key was shown is ours, whatever line it names: a number that was given up is listed no more.
"""

from collections.abc import Sequence

from onrecord.domain.activity import ForeignActivityRecord
from onrecord.projection.reading import Directory
from onrecord.projection.statement import Statement


def foreign_in(activity_id: str, statements: Sequence[Statement], directory: Directory) -> ForeignActivityRecord | None:
    """None where it is ours, or where that cannot be judged. A line says more than the account: that is asked where no
    line is known yet, or none is named.
    """
    if any(_was_shown(statement) for statement in statements):
        return None
    named = {line for statement in statements if isinstance(line := statement.values.get("line_id"), str)}
    if directory.lines and named:
        is_foreign = named.isdisjoint(directory.lines)
    else:
        is_foreign = _of_another_account(statements, directory)
    return ForeignActivityRecord(activity_id, min(named, default="")) if is_foreign else None


def is_foreign_card(statements: Sequence[Statement], directory: Directory) -> bool:
    """The same of a contact, which belongs to no line."""
    return not any(_was_shown(statement) for statement in statements) and _of_another_account(statements, directory)


def _of_another_account(statements: Sequence[Statement], directory: Directory) -> bool:
    named = {statement.organization for statement in statements if statement.organization is not None}
    return bool(directory.organizations and named) and named.isdisjoint(directory.organizations)


def _was_shown(statement: Statement) -> bool:
    return not statement.push and (statement.kind is not None or statement.reference is not None)
