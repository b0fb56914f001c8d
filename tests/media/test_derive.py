"""What is made of files for a browser, from real ones."""

import io
import threading
from pathlib import Path

import av
import msgspec
import pytest
from PIL import Image

from fake_clock import FakeClock
from media import samples
from onrecord.domain.artefact import Holding, HoldingOutcome
from onrecord.domain.errors import VaultError
from onrecord.errands.run import Ran, run_ready
from onrecord.media import derive, picture
from onrecord.media.derive import AUDIO, PEAKS, THUMBNAIL, VIEW, Deriver, derived_or_make
from onrecord.media.probe import measure
from onrecord.media.sound import play_seconds
from onrecord.media.vault import Vault
from onrecord.storage import errands
from onrecord.storage.derived import FAILED, MADE, find_derived
from onrecord.storage.engine import Database
from onrecord.storage.holdings import KeptFile, add_holding


def keep(database: Database, vault: Vault, content: bytes) -> str:
    """As `fetch` would."""
    kept = vault.put([content])
    media_type = measure(vault.path(kept.sha256)).media_type
    file = KeptFile(kept.sha256, kept.size_bytes, media_type)
    holding = Holding(f"/{kept.sha256}", HoldingOutcome.KEPT, 1, kept.sha256)
    database.writer.write(lambda conn: add_holding(conn, 1, holding, file))
    return kept.sha256


def made_picture(database: Database, vault: Vault, content: bytes, recipe: str = THUMBNAIL) -> Image.Image:
    made = derived_or_make(database, 1, vault, keep(database, vault, content), recipe)
    assert (made.outcome, made.media_type) == (MADE, "image/webp"), made.detail
    assert made.derived_sha256 is not None
    return Image.open(io.BytesIO(vault.path(made.derived_sha256).read_bytes())).convert("RGB")


def colours(image: Image.Image) -> tuple[str, str]:
    """Of the middle of the left and of the right edge (top and bottom where it stands upright)."""
    width, height = image.size
    upright = height > width
    first = image.getpixel((width // 2, height // 8) if upright else (width // 8, height // 2))
    second = image.getpixel((width // 2, height - height // 8) if upright else (width - width // 8, height // 2))
    return tuple("blue" if blue > red else "orange" for red, _, blue in (first, second))  # type: ignore[return-value,misc]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP", "HEIF"])
def test_any_picture_gets_a_thumbnail(sqlite_database: Database, vault: Vault, kind: str) -> None:
    made = made_picture(sqlite_database, vault, samples.image_file(kind, samples.picture(1200, 900)))
    assert made.size == (480, 360)
    assert colours(made) == ("orange", "blue")


def test_a_picture_that_was_held_upright_is_upright(sqlite_database: Database, vault: Vault) -> None:
    made = made_picture(sqlite_database, vault, samples.image_file("JPEG", samples.picture(1200, 900), turned=True))
    assert made.size == (360, 480)
    assert colours(made) == ("orange", "blue")


def test_a_small_picture_is_not_blown_up(sqlite_database: Database, vault: Vault) -> None:
    assert made_picture(sqlite_database, vault, samples.image_file("PNG")).size == (64, 48)


def test_transparency_stays(sqlite_database: Database, vault: Vault) -> None:
    clear = samples.image_file("PNG", Image.new("RGBA", (50, 50), (0, 0, 0, 0)))
    made = derived_or_make(sqlite_database, 1, vault, keep(sqlite_database, vault, clear), THUMBNAIL)
    assert made.derived_sha256 is not None
    with Image.open(vault.path(made.derived_sha256)) as image:
        assert image.convert("RGBA").getpixel((25, 25))[3] == 0  # type: ignore[index]


def test_a_photo_that_browsers_cannot_show_gets_a_large_form(sqlite_database: Database, vault: Vault) -> None:
    heic = samples.image_file("HEIF", samples.picture(2400, 1800))
    assert made_picture(sqlite_database, vault, heic, VIEW).size == (1600, 1200)


def test_an_animation_and_a_video_show_their_first_frame(sqlite_database: Database, vault: Vault) -> None:
    assert colours(made_picture(sqlite_database, vault, samples.animation())) == ("orange", "blue")
    for video in (samples.video_file(), samples.video_file("3gp", "h263"), samples.video_file("mov")):
        assert colours(made_picture(sqlite_database, vault, video)) == ("orange", "blue")


SOUNDS = {
    "mp3": lambda: samples.sound_file("mp3", "libmp3lame", 4.0),
    "wav": lambda: samples.wav_file(4.0),
    "amr": lambda: samples.sound_file("amr", "libopencore_amrnb", 4.0, rate=8000),
    "3gp": lambda: samples.sound_file("3gp", "libopencore_amrnb", 4.0, rate=8000),
    "ogg": lambda: samples.sound_file("ogg", "libopus", 4.0, rate=48000),
}


@pytest.mark.parametrize("kind", SOUNDS)
def test_any_sound_gets_an_outline(sqlite_database: Database, vault: Vault, kind: str) -> None:
    made = derived_or_make(sqlite_database, 1, vault, keep(sqlite_database, vault, SOUNDS[kind]()), PEAKS)
    assert (made.outcome, made.media_type) == (MADE, "application/json"), made.detail
    assert made.derived_sha256 is not None
    outline = msgspec.json.decode(vault.path(made.derived_sha256).read_bytes())
    peaks = outline["peaks"]
    assert len(peaks) == 400
    assert outline["duration_seconds"] == pytest.approx(4.0, abs=0.15)
    assert max(peaks) == 1
    assert max(peaks[:180]) < 0.1, "the first half is silent"
    assert min(peaks[220:390]) > 0.5, "the second is not"


def test_silence_and_a_blink_of_sound_have_an_outline_too(sqlite_database: Database, vault: Vault) -> None:
    silent, short = samples.wav_file(0.01)[:-160], samples.wav_file(0.05)
    for sound in (silent, short):
        made = derived_or_make(sqlite_database, 1, vault, keep(sqlite_database, vault, sound), PEAKS)
        assert made.derived_sha256 is not None, made.detail
        assert len(msgspec.json.decode(vault.path(made.derived_sha256).read_bytes())["peaks"]) == 400


@pytest.mark.parametrize("kind", ["amr", "3gp"])
def test_sound_that_browsers_cannot_play_becomes_mp3(sqlite_database: Database, vault: Vault, kind: str) -> None:
    made = derived_or_make(sqlite_database, 1, vault, keep(sqlite_database, vault, SOUNDS[kind]()), AUDIO)
    assert (made.outcome, made.media_type) == (MADE, "audio/mpeg"), made.detail
    assert made.derived_sha256 is not None
    file = vault.path(made.derived_sha256)
    assert measure(file).media_type == "audio/mpeg"
    assert play_seconds(file) == pytest.approx(4.0, abs=0.2)
    with av.open(str(file)) as opened:
        assert any(max(bytes(frame.planes[0])) > 0 for frame in opened.decode(audio=0))


@pytest.mark.parametrize(
    ("content", "recipe", "reason"),
    [
        (samples.PDF, THUMBNAIL, "cannot be made of application/pdf"),
        (samples.VCARD, PEAKS, "cannot be made of text/vcard"),
        (samples.image_file("JPEG"), PEAKS, "cannot be made of image/jpeg"),
        (samples.image_file("JPEG")[:300], THUMBNAIL, "cannot be decoded"),
        (b"ID3" + bytes(50), PEAKS, "cannot be decoded"),
        (samples.sound_file("mp4", "aac"), THUMBNAIL, "cannot be made of audio/mp4"),
        (samples.video_file(), AUDIO, "no sound in it"),
        (samples.PDF, "poem", "no such recipe"),
    ],
)
def test_what_cannot_be_made_is_noted_with_the_reason(
    sqlite_database: Database, vault: Vault, content: bytes, recipe: str, reason: str
) -> None:
    sha256 = keep(sqlite_database, vault, content)
    made = derived_or_make(sqlite_database, 1, vault, sha256, recipe)
    assert made.outcome == FAILED
    assert reason in (made.detail or "")
    with sqlite_database.reading() as conn:
        assert find_derived(conn, 1, sha256, recipe) == made


def test_what_was_made_or_failed_once_is_not_made_again(
    sqlite_database: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = keep(sqlite_database, vault, samples.image_file("JPEG"))
    bad = keep(sqlite_database, vault, samples.image_file("JPEG")[:300])
    before = [derived_or_make(sqlite_database, 1, vault, one, THUMBNAIL) for one in (good, bad)]
    monkeypatch.setattr(derive, "make", lambda *_: pytest.fail("made again"))
    assert [derived_or_make(sqlite_database, 1, vault, one, THUMBNAIL) for one in (good, bad)] == before


def test_what_the_vault_has_lost_is_made_again(sqlite_database: Database, vault: Vault) -> None:
    sha256 = keep(sqlite_database, vault, samples.image_file("JPEG"))
    made = derived_or_make(sqlite_database, 1, vault, sha256, THUMBNAIL)
    assert made.derived_sha256 is not None
    vault.path(made.derived_sha256).unlink()
    assert derived_or_make(sqlite_database, 1, vault, sha256, THUMBNAIL) == made
    assert vault.has(made.derived_sha256)


def test_a_missing_original_is_no_property_of_the_recipe(sqlite_database: Database, vault: Vault) -> None:
    with pytest.raises(VaultError):
        derived_or_make(sqlite_database, 1, vault, "a" * 64, THUMBNAIL)
    with sqlite_database.reading() as conn:
        assert find_derived(conn, 1, "a" * 64, THUMBNAIL) is None


def test_a_picture_that_claims_too_many_points_is_not_decoded(
    sqlite_database: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture, "MOST_POINTS", 1_000)
    for content in (samples.image_file("PNG"), samples.video_file()):
        made = derived_or_make(sqlite_database, 1, vault, keep(sqlite_database, vault, content), THUMBNAIL)
        assert "too many to decode" in (made.detail or "")


def test_a_bomb_of_a_picture_is_measured_but_not_decoded(tmp_path: Path) -> None:
    """A header that claims 60,000 x 60,000 points in a hundred bytes."""
    small = bytearray(samples.image_file("BMP"))
    small[18:26] = (60_000).to_bytes(4, "little") * 2
    file = tmp_path / "bomb.bmp"
    file.write_bytes(small)
    found = measure(file)
    assert (found.width, found.height) == (60_000, 60_000)
    with pytest.raises(picture.Unreadable, match="too many"):
        picture.shrink(file, 480)


def test_a_derive_errand_makes_and_notes_it(database: Database, vault: Vault, clock: FakeClock) -> None:
    sha256 = keep(database, vault, samples.image_file("JPEG"))
    payload: dict[str, object] = {"sha256": sha256, "recipe": THUMBNAIL}
    for _ in range(2):
        database.writer.write(lambda conn: errands.enqueue(conn, 1, "derive", sha256, payload, run_at_ms=clock.ms))
        assert run_ready(database, 1, {"derive": Deriver(database, 1, vault)}, clock=clock) == Ran(done=1)
    with database.reading() as conn:
        found = find_derived(conn, 1, sha256, THUMBNAIL)
    assert found is not None
    assert found.outcome == MADE


def test_two_who_look_at_once_see_the_same(database: Database, vault: Vault) -> None:
    sha256 = keep(database, vault, samples.image_file("JPEG"))
    together, seen = threading.Barrier(4, timeout=20), []

    def look() -> None:
        together.wait()
        seen.append(derived_or_make(database, 1, vault, sha256, THUMBNAIL))

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 4
    assert len({one.derived_sha256 for one in seen}) == 1
