"""Drawings that were made once, kept in the system's temporary folder for the next server and the next test.

A drawing is found by what it is made from: the recipe, the file, the drawing programs and the libraries' versions. The
folder may vanish at any moment; nothing is lost but the time to draw again.
"""

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from quosim.world.model import File

DAY = 86_400  # seconds
LIBRARIES = ("pillow", "pillow-heif", "av")
_SEAL = hashlib.sha256().digest_size


@cache
def _programs() -> str:
    """What draws: the sources of this package and the versions of its libraries, as a short digest."""
    sources = sorted((each.name, each.read_bytes()) for each in files(__package__).iterdir() if each.name[-3:] == ".py")
    told = hashlib.sha256()
    for name, source in sources:
        told.update(name.encode() + b"\0" + source + b"\0")
    told.update(" ".join(version(each) for each in LIBRARIES).encode())
    return told.hexdigest()[:16]


def _owner() -> int:
    return os.getuid() if hasattr(os, "getuid") else 0


def _ours(folder: Path) -> bool:
    """Whether nobody else can have put anything there: a temporary folder is shared with strangers."""
    told = folder.lstat()
    return folder.is_dir() and not folder.is_symlink() and (os.name == "nt" or told.st_uid == _owner())


class Cupboard:
    """Safe for several processes: a drawing appears whole or not at all, and is checked when it is taken out."""

    def __init__(self, parent: Path) -> None:
        self._home = parent / f"quosim-drawings-{_owner()}"
        self._folder = self._home / _programs()
        self._open = False
        with suppress(OSError):  # a machine that cannot keep drawings draws them again
            self._home.mkdir(mode=0o700, parents=True, exist_ok=True)
            if _ours(self._home):
                self._folder.mkdir(mode=0o700, exist_ok=True)
                self._open = True
                self._clear_out(time.time() - DAY)

    def body(self, file: File, make: Callable[[File], bytes]) -> bytes:
        """The file's bytes: as kept, or made now and kept."""
        if not self._open:
            return make(file)
        path = self._folder / hashlib.sha256(repr((file.id, file.true_type, file.recipe)).encode()).hexdigest()
        kept = _taken(path)
        if kept is None:
            kept = make(file)
            with suppress(OSError):  # full or gone: the drawing is at hand all the same
                _put(path, kept)
        return kept

    def _clear_out(self, oldest: float) -> None:
        """Throw away what other versions drew, once they have drawn nothing for a while."""
        for each in self._home.iterdir():
            if each != self._folder and each.stat().st_mtime < oldest:
                shutil.rmtree(each, ignore_errors=True)


def _taken(path: Path) -> bytes | None:
    """The drawing, if it is there and as it was put in."""
    try:
        sealed = path.read_bytes()
    except OSError:
        return None
    seal, body = sealed[:_SEAL], sealed[_SEAL:]
    return body if hashlib.sha256(body).digest() == seal else None


def _put(path: Path, body: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as sink:
            sink.write(hashlib.sha256(body).digest() + body)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@cache
def cupboard() -> Cupboard:
    """The one of this machine."""
    return Cupboard(Path(tempfile.gettempdir()))
