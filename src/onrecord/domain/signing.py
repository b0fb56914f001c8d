"""The secrets that deliveries are signed with, as the provider shows them."""

import base64

PREFIX = "whsec_"


def signing_key(text: str) -> bytes:
    """The key in `whsec_…`, or in the base64 of a legacy secret. ValueError where it is neither."""
    encoded = text.strip().removeprefix(PREFIX)
    try:
        key = base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    except ValueError:
        raise ValueError("is not a signing secret: neither whsec_… nor base64") from None
    if not key:
        raise ValueError("is an empty signing secret")
    return key
