"""The vault: what has a name is complete and right, whatever was interrupted where."""

import errno
import hashlib
import io
import os
import stat
import subprocess
import threading
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from faults import Killed
from onrecord.domain.errors import FileUnavailable, VaultError
from onrecord.media.vault import Vault, pieces_of

PHOTO = [b"first half, ", b"second half"]
SHA256 = hashlib.sha256(b"".join(PHOTO)).hexdigest()


def left_over(vault: Vault) -> list[Path]:
    return list((vault.folder / "incoming").glob("*"))


def test_a_file_is_kept_under_the_digest_of_its_content(vault: Vault) -> None:
    kept = vault.put(PHOTO)
    assert (kept.sha256, kept.size_bytes) == (SHA256, 23)
    assert vault.path(SHA256) == vault.folder / SHA256[:2] / SHA256[2:4] / SHA256
    assert vault.has(SHA256)
    assert vault.size(SHA256) == 23
    assert list(vault.digests()) == [SHA256]
    with vault.open(SHA256) as file:
        assert file.read() == b"first half, second half"


def test_what_is_kept_cannot_be_written_by_accident(vault: Vault) -> None:
    vault.put(PHOTO)
    assert stat.S_IMODE(vault.path(SHA256).stat().st_mode) == 0o400
    assert stat.S_IMODE(vault.folder.stat().st_mode) == 0o700


def test_the_vault_can_be_checked_with_sha256sum_alone(vault: Vault) -> None:
    vault.put(PHOTO)
    vault.put([b"another"])
    recipe = (
        'find . -type f ! -path "./incoming/*" | while read -r f; do echo "$(basename "$f")  $f"; done | sha256sum -c'
    )
    told = subprocess.run(recipe, shell=True, cwd=vault.folder, capture_output=True, text=True, check=True)
    assert told.stdout.count(": OK") == 2


def test_keeping_the_same_content_again_changes_nothing(vault: Vault) -> None:
    vault.put(PHOTO)
    before = vault.path(SHA256).stat()
    assert vault.put(PHOTO).sha256 == SHA256
    after = vault.path(SHA256).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert left_over(vault) == []


def test_a_file_whose_end_was_lost_is_replaced_by_the_whole_one(vault: Vault) -> None:
    vault.put(PHOTO)
    vault.path(SHA256).chmod(0o600)
    vault.path(SHA256).write_bytes(b"first")
    assert not vault.verify(SHA256)
    vault.put(PHOTO)
    assert vault.verify(SHA256)


def test_many_may_keep_the_same_content_at_once(vault: Vault) -> None:
    together = threading.Barrier(8, timeout=20)

    def put() -> None:
        together.wait()
        vault.put(PHOTO)

    threads = [threading.Thread(target=put) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(vault.digests()) == [SHA256]
    assert vault.verify(SHA256)
    assert left_over(vault) == []


def test_a_source_that_breaks_leaves_nothing_behind(vault: Vault) -> None:
    def broken() -> Iterator[bytes]:
        yield b"first half, "
        raise FileUnavailable("It was cut.")

    with pytest.raises(FileUnavailable):
        vault.put(broken())
    assert list(vault.digests()) == []
    assert left_over(vault) == []


def test_a_large_file_is_read_in_pieces(vault: Vault) -> None:
    content = os.urandom(3_000_000)
    kept = vault.put(pieces_of(io.BufferedReader(io.BytesIO(content))))
    assert kept.sha256 == hashlib.sha256(content).hexdigest()


def test_a_large_file_is_verified_to_its_last_byte(vault: Vault) -> None:
    kept = vault.put(b"x" * (1 << 20) for _ in range(3))
    assert vault.verify(kept.sha256)
    file = vault.path(kept.sha256)
    file.chmod(0o600)
    file.write_bytes(file.read_bytes()[:-1] + b"y")
    assert not vault.verify(kept.sha256)


def test_a_folder_under_the_name_of_a_file_is_no_file(vault: Vault) -> None:
    vault.path(SHA256).mkdir(parents=True)
    assert not vault.verify(SHA256)


@pytest.mark.parametrize("name", ["", "..", "a" * 63, "A" * 64, "../" + "a" * 61, "g" * 64, "a" * 64 + "/.."])
def test_only_digests_name_files(vault: Vault, name: str) -> None:
    with pytest.raises(VaultError):
        vault.path(name)


def test_what_is_not_there_is_an_error_that_says_so(vault: Vault) -> None:
    assert not vault.has(SHA256)
    assert not vault.verify(SHA256)
    for look in (vault.open, vault.size):
        with pytest.raises(VaultError, match="No such file"):
            look(SHA256)


def test_a_check_finds_what_was_changed_and_what_does_not_belong(vault: Vault) -> None:
    vault.put(PHOTO)
    vault.put([b"another"])
    assert list(vault.check()) == []
    vault.path(SHA256).chmod(0o600)
    vault.path(SHA256).write_bytes(b"first half, second hulf")
    stray = vault.path(SHA256).parent / "notes.txt"
    stray.write_text("mine")
    assert {(found.path, found.what) for found in vault.check()} == {
        (vault.path(SHA256), "changed"),
        (stray, "foreign"),
    }


def test_leftovers_of_a_crash_are_swept_and_nothing_else(vault: Vault) -> None:
    vault.put(PHOTO)
    old, young = vault.folder / "incoming" / "old", vault.folder / "incoming" / "young"
    for file, at in ((old, 1_000), (young, 9_000)):
        file.write_bytes(b"half")
        os.utime(file, (at, at))
    assert vault.sweep(older_than_seconds=3_600, now_seconds=9_500) == 1
    assert (old.exists(), young.exists(), vault.verify(SHA256)) == (False, True, True)


class Seams:
    """Every call by which the vault touches the disk, counted; the k-th fails, before it is done or after."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, kth: int, error: BaseException, *, after: bool) -> None:
        self.kth, self.error, self.after, self.calls = kth, error, after, 0
        disk = [(os, "open"), (os, "write"), (os, "fsync"), (os, "fchmod"), (Path, "replace"), (Path, "mkdir")]
        for owner, name in disk:
            monkeypatch.setattr(owner, name, self.counted(getattr(owner, name)))

    def counted(self, real: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *given, **more: self.through(lambda: real(*given, **more))

    def through(self, call: Callable[[], Any]) -> Any:
        self.calls += 1
        if self.calls == self.kth and not self.after:
            raise self.error
        done = call()
        if self.calls == self.kth:
            raise self.error
        return done


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(
    "error", [Killed(), OSError(errno.ENOSPC, "No space left on device")], ids=["killed", "disk full"]
)
def test_a_failure_at_any_step_leaves_no_wrong_file_and_no_lie(
    tmp_path: Path, error: BaseException, *, after: bool
) -> None:
    for kth in count(1):
        vault = Vault(tmp_path / str(kth))
        with pytest.MonkeyPatch.context() as monkeypatch:
            seams = Seams(monkeypatch, kth, error, after=after)
            try:
                vault.put(PHOTO)
                raised = None
            except (Killed, VaultError) as happened:
                raised = happened
        if seams.calls < kth:
            assert raised is None
            break
        assert raised is not None, f"step {kth} failed and nobody heard of it"
        if isinstance(raised, VaultError):
            assert not raised.permanent, "the disk may have room later"
            assert "No space left" in str(raised)
        assert all(vault.verify(digest) for digest in vault.digests()), f"step {kth} left a wrong file"
        assert vault.put(PHOTO).sha256 == SHA256
        assert vault.verify(SHA256)
    assert kth > 12, "these are all the steps"
