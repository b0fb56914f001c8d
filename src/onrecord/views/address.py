"""The name of a conversation in an address: without a phone number where the provider has named it."""

import base64
import binascii
import hashlib

from sqlalchemy import Connection

from onrecord.domain.access import Scope
from onrecord.storage.inbox import ConversationRow, conversations_by_key, key_of_conversation_id

_OWN = "k."


def address_of(key: str, conversation_id: str | None) -> str:
    """The provider's id where there is one, else the key in letters that need no escape."""
    if conversation_id:
        return conversation_id
    return _OWN + base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def news_name(key: str) -> str:
    """What open screens know a conversation by when something is new in it."""
    return hashlib.blake2s(key.encode(), digest_size=8).hexdigest()


def find_conversation(conn: Connection, scope: Scope, address: str) -> ConversationRow | None:
    """None for one that is not there and for one that may not be seen: nobody can tell which."""
    key = key_of_address(address) or key_of_conversation_id(conn, scope.workspace_id, address)
    if key is None:
        return None
    return conversations_by_key(conn, scope.workspace_id, [key], lines=scope.lines).get(key)


def key_of_address(address: str) -> str | None:
    """The key in an address that holds one."""
    if not address.startswith(_OWN):
        return None
    coded = address.removeprefix(_OWN)
    try:
        return base64.urlsafe_b64decode(coded + "=" * (-len(coded) % 4)).decode() or None
    except (binascii.Error, UnicodeDecodeError):
        return None
