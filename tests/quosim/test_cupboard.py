"""Drawings are made once on a machine, appear whole, and are never taken from strangers."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from quosim.files.cupboard import Cupboard
from quosim.world.model import File


def photo(seed: int = 1, name: str = "one") -> File:
    return File(name, "message-media", f"{name}.jpg", "image/jpeg", None, ("wall", "crack", seed, 320, 240))


class Artist:
    """Draws, and counts it."""

    def __init__(self) -> None:
        self.drawn = 0

    def __call__(self, file: File) -> bytes:
        self.drawn += 1
        return repr(file).encode()


def kept_in(parent: Path) -> list[Path]:
    return sorted(each for each in parent.rglob("*") if each.is_file())


def test_a_drawing_is_made_once_for_all_servers(tmp_path):
    artist = Artist()
    bodies = {Cupboard(tmp_path).body(photo(), artist) for _ in range(3)}
    assert (artist.drawn, bodies) == (1, {repr(photo()).encode()})


def test_another_file_or_recipe_is_another_drawing(tmp_path):
    artist, cupboard = Artist(), Cupboard(tmp_path)
    told = [cupboard.body(each, artist) for each in (photo(1), photo(2), photo(1, "two"))]
    assert (artist.drawn, len(set(told))) == (3, 3)


def test_a_damaged_drawing_is_drawn_again(tmp_path):
    artist, cupboard = Artist(), Cupboard(tmp_path)
    whole = cupboard.body(photo(), artist)
    (path,) = kept_in(tmp_path)
    path.write_bytes(path.read_bytes()[:-3])
    assert (cupboard.body(photo(), artist), artist.drawn) == (whole, 2)
    assert (cupboard.body(photo(), artist), artist.drawn) == (whole, 2)


def test_many_at_once_leave_one_whole_drawing_and_nothing_half_done(tmp_path):
    artist = Artist()
    with ThreadPoolExecutor(8) as pool:
        told = set(pool.map(lambda _: Cupboard(tmp_path).body(photo(), artist), range(40)))
    assert told == {repr(photo()).encode()}
    assert len(kept_in(tmp_path)) == 1


def test_an_artist_who_fails_leaves_nothing(tmp_path):
    def fail(file: File) -> bytes:
        raise RuntimeError(file.id)

    with pytest.raises(RuntimeError):
        Cupboard(tmp_path).body(photo(), fail)
    assert kept_in(tmp_path) == []


def test_without_a_place_to_keep_them_drawings_are_made_each_time(tmp_path):
    (tmp_path / "file").write_text("no folder")
    artist, cupboard = Artist(), Cupboard(tmp_path / "file")
    assert cupboard.body(photo(), artist) == cupboard.body(photo(), artist)
    assert artist.drawn == 2


def test_a_folder_that_a_stranger_prepared_is_not_trusted(tmp_path):
    mine = tmp_path / "mine"
    Cupboard(mine).body(photo(), Artist())
    (home,) = mine.iterdir()
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / home.name).symlink_to(home)
    artist = Artist()
    Cupboard(theirs).body(photo(), artist)
    assert artist.drawn == 1


def test_what_older_programs_drew_is_thrown_away_after_a_while(tmp_path):
    Cupboard(tmp_path).body(photo(), Artist())
    (home,) = tmp_path.iterdir()
    for name, age in (("old", 90_000), ("lately", 60)):
        (home / name).mkdir()
        (home / name / "drawing").write_bytes(b"")
        moment = time.time() - age
        os.utime(home / name, (moment, moment))
    Cupboard(tmp_path)
    assert not (home / "old").exists()
    assert (home / "lately" / "drawing").exists()
    assert len(kept_in(tmp_path)) == 2
