"""The provider's published specification: read as far as it goes, and compared by what it means."""

from onrecord.provider.specification.comparing import Change, ChangeKind, compare
from onrecord.provider.specification.outline import Kind, Member, Operation, Specification
from onrecord.provider.specification.reading import read_specification

__all__ = ["Change", "ChangeKind", "Kind", "Member", "Operation", "Specification", "compare", "read_specification"]
