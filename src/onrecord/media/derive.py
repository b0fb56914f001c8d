"""What is made of a file so that a browser can show it: pictures, the outline of a player, sound it can play.

    thumbnail-480   WebP of any picture, or of a video's first frame
    view-1600       the same, large enough for a screen; for pictures that browsers cannot show themselves
    peaks-400       JSON: the outline of any sound
    audio-web       mp3 of sound that browsers cannot play

What is made lies in the vault under its own digest and can be made again. What cannot be made is noted with the
reason and not tried again by itself.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec
from sqlalchemy import Connection

from onrecord.domain.errand import Errand
from onrecord.domain.errors import VaultError
from onrecord.media.picture import Unreadable, shrink, shrink_first_frame
from onrecord.media.serve_type import PLAYED_BY_BROWSERS, SHOWN_BY_BROWSERS
from onrecord.media.sound import as_mp3, outline
from onrecord.media.vault import Vault
from onrecord.storage import derived as table
from onrecord.storage.derived import Derived
from onrecord.storage.engine import Database
from onrecord.storage.holdings import kept_files

Effect = Callable[[Connection], None]

THUMBNAIL = "thumbnail-480"
VIEW = "view-1600"
PEAKS = "peaks-400"
AUDIO = "audio-web"

_at_once = threading.Semaphore(2)  # decoding takes memory: a gallery opened by ten people must not take ten times it


@dataclass(frozen=True, slots=True)
class Recipe:
    """`families` are those parts of a media type before the slash which it works on."""

    families: frozenset[str]
    media_type: str
    make: Callable[[Path, str], bytes]


def _picture_of(side: int) -> Callable[[Path, str], bytes]:
    def make(file: Path, family: str) -> bytes:
        return shrink_first_frame(file, side) if family == "video" else shrink(file, side)

    return make


RECIPES: Mapping[str, Recipe] = {
    THUMBNAIL: Recipe(frozenset({"image", "video"}), "image/webp", _picture_of(480)),
    VIEW: Recipe(frozenset({"image", "video"}), "image/webp", _picture_of(1600)),
    PEAKS: Recipe(frozenset({"audio", "video"}), "application/json", lambda file, _family: outline(file)),
    AUDIO: Recipe(frozenset({"audio", "video"}), "audio/mpeg", lambda file, _family: as_mp3(file)),
}


def recipes_for(media_type: str) -> tuple[str, ...]:
    """What a screen will ask for when it shows a file of this type."""
    family = media_type.partition("/")[0]
    if family == "image":
        return (THUMBNAIL,) if media_type in SHOWN_BY_BROWSERS else (THUMBNAIL, VIEW)
    if family == "video":
        return (THUMBNAIL,)
    if family == "audio":
        return (PEAKS,) if media_type in PLAYED_BY_BROWSERS else (PEAKS, AUDIO)
    return ()


def derived_or_make(database: Database, workspace_id: int, vault: Vault, sha256: str, recipe: str) -> Derived:
    """What was made of a file by a recipe; made now where it was not made before.

    An outcome «failed» is an answer too. VaultError where the original is not there or the disk is full.
    """
    with database.reading() as conn:
        known = table.find_derived(conn, workspace_id, sha256, recipe)
    if known is not None and (known.derived_sha256 is None or vault.has(known.derived_sha256)):
        return known
    made = make(database, workspace_id, vault, sha256, recipe)
    database.writer.write(lambda conn: table.put_derived(conn, workspace_id, made))
    return made


def make(database: Database, workspace_id: int, vault: Vault, sha256: str, recipe: str) -> Derived:
    """Do it, without looking whether it was done, and without noting it."""
    with database.reading() as conn:
        kept = kept_files(conn, workspace_id, [sha256]).get(sha256)
    if kept is None or not vault.has(sha256):
        raise VaultError("The file that was asked for is not in the vault.")
    how = RECIPES.get(recipe)
    if how is None:
        return _failed(sha256, recipe, "there is no such recipe")
    family = kept.sniffed_type.partition("/")[0]
    if family not in how.families:
        return _failed(sha256, recipe, f"cannot be made of {kept.sniffed_type}")
    try:
        with _at_once:
            content = how.make(vault.path(sha256), family)
    except Unreadable as error:
        return _failed(sha256, recipe, str(error))
    return Derived(sha256, recipe, table.MADE, vault.put([content]).sha256, how.media_type)


def _failed(sha256: str, recipe: str, detail: str) -> Derived:
    return Derived(sha256, recipe, table.FAILED, detail=detail)


class Making(msgspec.Struct, frozen=True):
    """The payload of a `derive` errand."""

    sha256: str
    recipe: str


@dataclass(frozen=True, slots=True)
class Deriver:
    """The handler of `derive`, for one workspace."""

    database: Database
    workspace_id: int
    vault: Vault

    def __call__(self, errand: Errand) -> Effect | None:
        asked = msgspec.convert(errand.payload, Making)
        with self.database.reading() as conn:
            known = table.find_derived(conn, self.workspace_id, asked.sha256, asked.recipe)
        if known is not None:
            return None
        made = make(self.database, self.workspace_id, self.vault, asked.sha256, asked.recipe)
        return lambda conn: table.put_derived(conn, self.workspace_id, made)
