"""The only place where the parts meet: settings in, house out."""

from onrecord.wiring.house import House, open_house

__all__ = ["House", "open_house"]
