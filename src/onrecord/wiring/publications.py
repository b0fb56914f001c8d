"""What the provider publishes about its surfaces, and from where it may be fetched."""

from urllib.parse import urlsplit

from onrecord.limits.publication import Publications
from onrecord.media.address import AllowedPlaces
from onrecord.wiring.house import House


def publications_of(house: House) -> Publications:
    """Looked at each time, fetched once a day of the provider's time."""
    addresses = house.settings.specifications
    hosts = frozenset(urlsplit(url).hostname or "" for urls in addresses.values() for url in urls)
    places = AllowedPlaces(hosts, house.settings.quo_api_url)
    return Publications(house.database, house.workspace_id, addresses, places)
