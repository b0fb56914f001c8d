"""Files open as what they are, sound as long as they say, and no two are alike."""

import hashlib
import io
from functools import cache

import av
import pytest
from PIL import Image

from quosim.clips import all_clips, clip_frames
from quosim.files import render, sha256_of
from quosim.files.scenes import SCENES, draw
from quosim.world import make_world
from quosim.world.model import File, World

IMAGES = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
    "image/heic": "HEIF",
}
SOUNDS = {"audio/mpeg": "mp3", "audio/wav": "wav", "audio/amr": "amr", "video/mp4": "mp4", "video/3gpp": "3gp"}


@cache
def world(name: str) -> World:
    return make_world(name, 7)


def all_files(told: World) -> list[File]:
    media = [file for message in told.messages for file in message.media]
    recordings = [each.file for call in told.calls for each in call.recordings]
    return media + recordings + [call.voicemail.file for call in told.calls if call.voicemail]


def of_type(true_type: str) -> list[File]:
    found = [file for name in ("demo", "origin") for file in all_files(world(name)) if file.true_type == true_type]
    assert found, true_type
    return found


def bytes_of(file: File) -> bytes:
    return render(world("origin" if file in all_files(world("origin")) else "demo"), file)


def test_every_promised_type_is_among_the_media():
    types = {file.true_type for file in all_files(world("origin"))}
    assert types == {*IMAGES, *SOUNDS, "application/pdf", "text/vcard"}


@pytest.mark.parametrize("true_type", IMAGES)
def test_a_picture_opens_as_its_true_type(true_type):
    for file in of_type(true_type)[:2]:
        with Image.open(io.BytesIO(bytes_of(file))) as picture:
            picture.load()
            assert picture.format == IMAGES[true_type]
            assert min(picture.size) >= 240


@pytest.mark.parametrize("true_type", SOUNDS)
def test_a_sound_or_film_plays_as_long_as_it_says(true_type):
    file = of_type(true_type)[0]
    with av.open(io.BytesIO(bytes_of(file))) as container:
        assert SOUNDS[true_type] in container.format.name
        assert container.duration is not None
        assert abs(container.duration / 1_000_000 - (file.duration_seconds or 0)) < 1
        assert sum(1 for _ in container.decode(container.streams[0])) > 10


def test_an_estimate_is_a_pdf_whose_table_points_at_its_objects():
    body = bytes_of(of_type("application/pdf")[0])
    assert body.startswith(b"%PDF-1.4")
    table = body[int(body.rsplit(b"startxref\n", 1)[1].split()[0]) :]
    offsets = [int(line.split()[0]) for line in table.splitlines() if line.endswith(b" n ")]
    assert [body[offset:].split(b" ", 1)[0] for offset in offsets] == [b"%d" % n for n in range(1, len(offsets) + 1)]


def test_a_card_is_a_vcard():
    body = bytes_of(of_type("text/vcard")[0])
    assert body.startswith(b"BEGIN:VCARD\r\nVERSION:3.0\r\n")
    assert body.endswith(b"END:VCARD\r\n")


def test_every_file_of_origin_has_its_own_bytes():
    files = all_files(world("origin"))
    digests = {sha256_of(world("origin"), file) for file in files}
    assert (len(files), len(digests)) == (2_600, 2_600)


def test_files_of_the_demo_have_their_own_bytes():
    files = [file for file in all_files(world("demo")) if file.recipe[0] != "wall"]
    files += [file for file in all_files(world("demo")) if file.recipe[0] == "wall"][:12]
    assert len({sha256_of(world("demo"), file) for file in files}) == len(files)


def test_no_two_drawings_of_the_demo_share_a_recipe():
    recipes = [file.recipe for file in all_files(world("demo")) if file.recipe[0] == "wall"]
    assert len(set(recipes)) == len(recipes)


def test_the_digest_is_that_of_the_bytes_and_stays():
    file = of_type("image/jpeg")[-1]
    told = world("origin" if file in all_files(world("origin")) else "demo")
    assert sha256_of(told, file) == hashlib.sha256(render(told, file)).hexdigest() == sha256_of(told, file)


@pytest.mark.parametrize("scene", SCENES)
def test_a_scene_is_drawn_alike_for_the_same_seed_only(scene):
    first = draw(scene, 5, 320, 240)
    assert first.tobytes() == draw(scene, 5, 320, 240).tobytes()
    assert first.tobytes() != draw(scene, 6, 320, 240).tobytes()


def test_a_recording_sounds_as_long_as_its_transcript():
    for call in world("demo").calls[-80:]:
        for recording in call.recordings:
            with av.open(io.BytesIO(render(world("demo"), recording.file))) as container:
                assert container.duration is not None
                assert abs(container.duration / 1_000_000 - recording.segments[-1].end) < 1.2


def test_the_index_of_clips_fits_the_sound_files():
    for name, clip in all_clips().items():
        assert 0 <= len(clip_frames(name)) - clip.utterances[-1].end_frame <= 3, name
        edges = [edge for said in clip.utterances for edge in (said.first_frame, said.end_frame)]
        assert edges == sorted(edges)
