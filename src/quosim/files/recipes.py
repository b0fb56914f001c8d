"""From a file's recipe to its bytes: one maker per kind of recipe, then the stamp that makes it the only one."""

from collections.abc import Callable

from quosim.files import documents, films, photos, sounds, stamps
from quosim.world.model import File

MAKERS: dict[str, Callable[[File], bytes]] = {
    "wall": photos.wall,
    "pool": photos.pooled,
    "estimate": documents.estimate,
    "card": documents.card,
    "clip": sounds.clip,
    "film": films.film,
}


def make(file: File) -> bytes:
    """The bytes of a file. KeyError for a recipe that nobody knows."""
    return stamps.stamp(MAKERS[str(file.recipe[0])](file), file.true_type, file.id)


def is_costly(file: File) -> bool:
    """Whether making it takes long enough to keep it."""
    return file.recipe[0] in ("wall", "film")
