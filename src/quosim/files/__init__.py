"""The provider's files: photos drawn, voices cut and documents written by program, unique in their bytes.

Everything is a pure function of (world seed, file), so that a file needs no storage and a link can be checked.
"""

import hashlib
from collections import OrderedDict
from threading import Lock

from quosim.files.recipes import is_costly, make
from quosim.world.model import File, World

_KEPT_DRAWINGS = 220

_drawings: OrderedDict[tuple[str, int, str], bytes] = OrderedDict()
_digests: dict[tuple[str, int, str], str] = {}
_lock = Lock()


def render(world: World, file: File) -> bytes:
    """The file's bytes. Drawn ones are kept for the next request, cut and stamped ones are made again."""
    key = (world.name, world.seed, file.id)
    with _lock:
        kept = _drawings.get(key)
    if kept is not None:
        return kept
    body = make(file)
    if is_costly(file):
        with _lock:
            _drawings[key] = body
            while len(_drawings) > _KEPT_DRAWINGS:
                _drawings.popitem(last=False)
    return body


def sha256_of(world: World, file: File) -> str:
    """Hexadecimal SHA-256 of the file's bytes, remembered."""
    key = (world.name, world.seed, file.id)
    if key not in _digests:
        _digests[key] = hashlib.sha256(render(world, file)).hexdigest()
    return _digests[key]
