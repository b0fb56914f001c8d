"""Every inquiry, in the order in which they are asked: later ones use the examples that earlier answers gave."""

from onrecord.inquiry.catalogue.bounds import BOUNDS
from onrecord.inquiry.catalogue.calls import CALLS
from onrecord.inquiry.catalogue.files import FILES
from onrecord.inquiry.catalogue.hooks import HOOKS
from onrecord.inquiry.catalogue.lists import LISTS
from onrecord.inquiry.catalogue.messages import MESSAGES
from onrecord.inquiry.catalogue.people import PEOPLE
from onrecord.inquiry.catalogue.transport import TRANSPORT
from onrecord.inquiry.question import Inquiry

CATALOGUE: tuple[Inquiry, ...] = (*LISTS, *MESSAGES, *CALLS, *FILES, *BOUNDS, *PEOPLE, *HOOKS, *TRANSPORT)

__all__ = ["CATALOGUE"]
