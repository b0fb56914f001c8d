"""What people attach: mostly photos, in every format that phones and offices send."""

from quosim.clips import all_clips
from quosim.world.chronicle import Chronicle
from quosim.world.model import File

SIZES = ((1120, 840), (840, 1120), (1024, 768), (768, 1024), (1088, 816), (816, 1088), (960, 720))
PHOTO_TYPES = {"image/jpeg": 82, "image/png": 6, "image/webp": 4, "image/heic": 6, "image/gif": 2}
EXPLICIT = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "heic": "image/heic", "gif": "image/gif"}
NOTES = {"mp3": "audio/mpeg", "amr": "audio/amr", "wav": "audio/wav"}
FILMS = {"mp4": "video/mp4", "3gp": "video/3gpp"}
WRONG = {"image/jpeg": "image/jpg", "image/heic": "image/jpeg", "audio/amr": "application/octet-stream"}


class Attachments:
    """Numbers every drawing from `first`, so that no two are alike."""

    def __init__(self, pen: Chronicle, *, first: int = 0) -> None:
        self.pen, self.rng, self._drawn = pen, pen.rng, first

    def of(self, kinds: tuple[str, ...], name: str, number: str) -> tuple[File, ...]:
        """The files of one message; `name` and `number` are whom a document is for."""
        return tuple(self._one(kind, name, number) for kind in kinds)

    def _one(self, kind: str, name: str, number: str) -> File:
        if kind == "pdf":
            return self._estimate(name)
        if kind == "vcf":
            return self.pen.media(
                "text/vcard", ("card", name, number), declared=self.rng.choice((None, "text/x-vcard"))
            )
        if kind in FILMS:
            return self.pen.media(FILMS[kind], ("film", self._number(), 3), seconds=3)
        style, _, clip_name = kind.partition(" ")
        if style in NOTES:
            return self._note(NOTES[style], clip_name)
        return self._photo(kind)

    def _number(self) -> int:
        self._drawn += 1
        return self._drawn

    def _estimate(self, name: str) -> File:
        recipe = ("estimate", 2_000 + self._number(), "Maple Street Foundation Repair", name or "Customer", "")
        return self.pen.media("application/pdf", recipe)

    def _note(self, true_type: str, clip_name: str) -> File:
        clip = all_clips()[clip_name]
        cut = clip.whole()
        recipe = ("clip", clip_name, cut)
        declared = WRONG.get(true_type, "as it is")
        return self.pen.media(true_type, recipe, declared=declared, seconds=max(1, round(clip.seconds(cut))))

    def _photo(self, kind: str) -> File:
        rng = self.rng
        true_type = EXPLICIT.get(kind) or rng.choices(tuple(PHOTO_TYPES), tuple(PHOTO_TYPES.values()))[0]
        scene = "crack" if kind in EXPLICIT else kind
        width, height = rng.choice(SIZES) if true_type in ("image/jpeg", "image/webp") else (800, 600)
        fate = rng.random()
        declared = None if fate < 0.05 else WRONG.get(true_type, "as it is") if fate < 0.1 else "as it is"
        recipe = ("wall", scene, self.pen.world.seed * 1_000_003 + self._number(), width, height)
        return self.pen.media(true_type, recipe, declared=declared, extension=rng.random() > 0.04)
