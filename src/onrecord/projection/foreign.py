"""Whether an activity is of somebody else's phone number (rule 12). Pure.

A secret of another workspace, among those of the environment, lets in what is no business of ours. And a line of ours
may be so new that nobody has listed it yet: then what it did waits for that, some minutes at most.
"""

from collections.abc import Sequence

from onrecord.domain.activity import ForeignActivityRecord
from onrecord.projection.reading import Directory
from onrecord.projection.statement import Statement


def foreign_in(activity_id: str, statements: Sequence[Statement], directory: Directory) -> ForeignActivityRecord | None:
    """None where it is ours, or where that cannot be judged: no line is known yet, or none is named.

    What our own key was shown is ours, whatever line it names: a number that was given up is listed no more.
    """
    if not directory.lines or any(_was_shown(statement) for statement in statements):
        return None
    named = {line for statement in statements if isinstance(line := statement.values.get("line_id"), str)}
    if not named or not named.isdisjoint(directory.lines):
        return None
    return ForeignActivityRecord(activity_id, min(named))


def _was_shown(statement: Statement) -> bool:
    return not statement.push and (statement.kind is not None or statement.reference is not None)
