"""What a business would like to have from its provider, one entry each."""

from onrecord.limits.catalogue.asking import ASKING
from onrecord.limits.catalogue.calls import CALLS
from onrecord.limits.catalogue.entry import Bears, Entry
from onrecord.limits.catalogue.messages import MESSAGES
from onrecord.limits.catalogue.people import PEOPLE

CATALOGUE: tuple[Entry, ...] = (*MESSAGES, *CALLS, *PEOPLE, *ASKING)
"""In the order in which people miss them."""

ENTRIES: dict[str, Entry] = {entry.name: entry for entry in CATALOGUE}

__all__ = ["CATALOGUE", "ENTRIES", "Bears", "Entry"]
