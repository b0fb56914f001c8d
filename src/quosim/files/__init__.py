"""The provider's files: photos drawn, voices cut and documents written by program, unique in their bytes.

Everything is a pure function of (world seed, file), so that a file needs no storage and a link can be checked.
"""

import hashlib

from quosim.files.cupboard import cupboard
from quosim.files.recipes import is_costly, make
from quosim.world.model import File, World

_digests: dict[tuple[str, int, str], str] = {}


def render(world: World, file: File) -> bytes:
    """The file's bytes. Drawn ones are kept on disk for the next server, cut and stamped ones are made again."""
    del world  # the recipe has its seed
    return cupboard().body(file, make) if is_costly(file) else make(file)


def sha256_of(world: World, file: File) -> str:
    """Hexadecimal SHA-256 of the file's bytes, remembered."""
    key = (world.name, world.seed, file.id)
    if key not in _digests:
        _digests[key] = hashlib.sha256(render(world, file)).hexdigest()
    return _digests[key]
