"""The folder of files, each named by the SHA-256 of its content: `ab/cd/abcd…`. The only writer of files.

    incoming/<random>        while it is written; left over only after a crash, never read
    ab/cd/<64 hex digits>    complete, on disk, read-only, never changed
    damaged/<…>              what was found not to be what its name said, set aside

A file gets its name in this order, so that a name is never a lie: write beside the target in the same file system,
sync the bytes, rename, sync the folder. `docs/reference/vault.md` says how to read it without this program.
"""

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

from onrecord.domain.errors import VaultError

_INCOMING = "incoming"
_DAMAGED = "damaged"
_PIECE_BYTES = 1 << 20
_DIGITS = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Kept:
    """What is in the vault now."""

    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Damage:
    """One finding of `check`: `what` is «changed» (the content is not what the name says) or «foreign»."""

    path: Path
    what: str


class Vault:
    """A folder that holds each content once. Safe for any number of threads and processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, pieces: Iterable[bytes]) -> Kept:
        """Keep the bytes; on return they are on disk under their digest. The same content again changes nothing.

        Whatever the pieces raise passes through and leaves nothing behind. A full or failing disk raises a
        VaultError that is not permanent: it may have room again later.
        """
        with _telling("keep a file"):
            temporary = self._begin()
        try:
            kept = _write(temporary, pieces)
            with _telling("keep a file"):
                self._name(temporary, kept.sha256)
        finally:
            with contextlib.suppress(FileNotFoundError):
                temporary.unlink()  # the finished file has its name by now
        return kept

    def path(self, sha256: str) -> Path:
        """Where that content is, or would be."""
        return Path(self._place(sha256))

    def has(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    def size(self, sha256: str) -> int:
        """Bytes. VaultError where it is not there."""
        with _telling("look at a file"):
            return self.path(sha256).stat().st_size

    def open(self, sha256: str) -> BufferedReader:
        """For reading, seekable. VaultError where it is not there."""
        with _telling("open a file"):
            return self.path(sha256).open("rb")

    def verify(self, sha256: str) -> bool:
        """Is it there, and does the content still have that digest? Reads the whole file.

        Most files are small, so that opening one costs as much as digesting it: no more is done for each than must be.
        """
        digest = hashlib.sha256()
        with _telling("read a file"):
            try:
                file = open(self._place(sha256), "rb", buffering=0)  # noqa: PTH123, SIM115 - see above; closed below
            except (FileNotFoundError, IsADirectoryError):
                return False
            with file:
                while piece := file.read(_PIECE_BYTES):
                    digest.update(piece)
        return digest.hexdigest() == sha256

    def digests(self) -> Iterator[str]:
        """Everything that is kept, in order."""
        for file in sorted(self.folder.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*")):
            if self._is_named_well(file):
                yield file.name

    def check(self) -> Iterator[Damage]:
        """Read everything and tell what is not as it should be. What is missing only the database can know."""
        for file in self.foreign():
            yield Damage(file, "foreign")
        for sha256 in self.digests():
            if not self.verify(sha256):
                yield Damage(self.path(sha256), "changed")

    def foreign(self) -> Iterator[Path]:
        """What lies among the files and was not put there by this program, in order."""
        for file in sorted(self.folder.glob("*/*/*")):
            if not self._is_named_well(file):
                yield file

    def set_aside(self, sha256: str) -> bool:
        """Take a file that is not what its name says out of the way, so that its name is free; False where there is
        none. It is moved to `damaged`, never removed: part of it may still be of use to somebody."""
        with _telling("set a damaged file aside"):
            if not self.has(sha256):
                return False
            _make_folder(self.folder / _DAMAGED)
            self.path(sha256).replace(self.folder / _DAMAGED / f"{sha256}-{secrets.token_hex(4)}")
            _sync_folder(self.path(sha256).parent)
        return True

    def sweep(self, *, older_than_seconds: float, now_seconds: float) -> int:
        """Remove what interrupted writes left in `incoming`; the number of files. Never touches what is kept."""
        swept = 0
        for file in (self.folder / _INCOMING).glob("*"):
            with contextlib.suppress(FileNotFoundError):  # another process sweeps too
                if now_seconds - file.stat().st_mtime > older_than_seconds:
                    file.unlink()
                    swept += 1
        return swept

    def _place(self, sha256: str) -> str:
        if len(sha256) != 64 or not _DIGITS.issuperset(sha256):
            raise VaultError("Files are named by 64 small hexadecimal digits.")
        return f"{self.folder}{os.sep}{sha256[:2]}{os.sep}{sha256[2:4]}{os.sep}{sha256}"

    def _is_named_well(self, file: Path) -> bool:
        return len(file.name) == 64 and _DIGITS.issuperset(file.name) and self.path(file.name) == file

    def _begin(self) -> Path:
        _make_folder(self.folder)
        incoming = self.folder / _INCOMING
        incoming.mkdir(mode=0o700, exist_ok=True)
        return incoming / secrets.token_hex(16)

    def _name(self, temporary: Path, sha256: str) -> None:
        target = self.path(sha256)
        if target.is_file() and target.stat().st_size == temporary.stat().st_size:
            _sync_folder(target.parent)  # it may have been named a moment ago by a process that died before this
            return
        _make_folder(target.parent.parent)
        _make_folder(target.parent)
        temporary.replace(target)
        _sync_folder(target.parent)


def _write(temporary: Path, pieces: Iterable[bytes]) -> Kept:
    digest = hashlib.sha256()
    size = 0
    with _telling("keep a file"):
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        for piece in pieces:
            digest.update(piece)
            size += len(piece)
            with _telling("keep a file"):
                _write_whole(descriptor, piece)
        with _telling("keep a file"):
            os.fchmod(descriptor, 0o400)
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return Kept(digest.hexdigest(), size)


def _write_whole(descriptor: int, piece: bytes) -> None:
    """Without a buffer of Python's: what a full disk refused would be tried once more on closing."""
    rest = memoryview(piece)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def pieces_of(file: BufferedReader) -> Iterator[bytes]:
    """A file as `put` wants it."""
    while piece := file.read(_PIECE_BYTES):
        yield piece


def _make_folder(folder: Path) -> None:
    """Make it with its parents, each durable in the one above before anything is put into it."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _telling(what: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        told = VaultError(f"Could not {what}: {error.strerror or type(error).__name__}.")
        told.permanent = False  # the disk may have room, the folder its owner again; work that waits for it goes on
        raise told from error
