"""Surfaces of a house: poured concrete, block, brick, painted drywall, slab, soil, grass."""

from dataclasses import dataclass
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from quosim.files.textures import Colour, Size, clouds, grain, mottled, noise, raised, scaled, shaded, tinted


def concrete(rng: Random, size: Size) -> Image.Image:
    """A poured wall: board marks, tie holes, small voids."""
    tone = rng.randrange(128, 176)
    warm = rng.randrange(-2, 12)
    image = tinted(clouds(rng, size), (tone - 34, tone - 36, tone - 40), (tone + 30 + warm, tone + 28, tone + 20))
    image = shaded(image, scaled(grain(rng, size), 208, 255))
    pen, (width, height) = ImageDraw.Draw(image), size
    step = height // rng.choice((3, 4, 5))
    for y in range(rng.randrange(step), height, step):
        _board_mark(rng, pen, y, width, tone)
        for x in range(rng.randrange(width // 3), width, width // 3):
            _tie(rng, pen, x, y + step // 2, max(5, height // 110), tone)
    for _ in range(90):
        x, y, radius = rng.randrange(width), rng.randrange(height), rng.uniform(0.8, 3.2)
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(tone - 62, tone - 64, tone - 66))
    return image


def _board_mark(rng: Random, pen: ImageDraw.ImageDraw, y: int, width: int, tone: int) -> None:
    drift = rng.randrange(-4, 5)
    pen.line((0, y, width, y + drift), fill=(tone - 30, tone - 31, tone - 33), width=2)
    pen.line((0, y + 2, width, y + 2 + drift), fill=(tone + 22, tone + 21, tone + 16), width=1)


def _tie(rng: Random, pen: ImageDraw.ImageDraw, x: int, y: int, radius: int, tone: int) -> None:
    x, y = x + rng.randrange(-9, 10), y + rng.randrange(-9, 10)
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(tone - 52, tone - 54, tone - 56))
    pen.arc((x - radius, y - radius, x + radius, y + radius), 20, 170, fill=(tone + 30, tone + 29, tone + 24), width=2)
    for drip in range(3):
        pen.line(
            (x + drip - 1, y + radius, x + drip - 1, y + radius * rng.randrange(4, 12)),
            fill=(tone - 16, tone - 26, tone - 38),
        )


@dataclass(frozen=True, slots=True)
class Courses:
    """Where the joints of a laid wall are: `rise` is a course's height, `run` a stone's length, in pixels."""

    rise: int
    run: int
    shift: int

    def left(self, course: int) -> int:
        """The x of a joint in that course; the others are whole runs away."""
        return self.shift + (self.run // 2 if course % 2 else 0) - 2 * self.run


def courses(rng: Random, size: Size, rows: float) -> Courses:
    """A running bond with that many courses in the picture."""
    rise = int(size[1] / rows)
    return Courses(rise, rise * 2 + rng.randrange(4), rng.randrange(rise * 2))


def laid(
    rng: Random, size: Size, laying: Courses, stones: tuple[Colour, ...], mortar: Colour, joint: int
) -> Image.Image:
    """A wall of stones in running bond, each of its own shade."""
    image = tinted(grain(rng, size), tuple(part - 14 for part in mortar), tuple(part + 10 for part in mortar))  # type: ignore[arg-type]  # three parts
    pen = ImageDraw.Draw(image)
    for course in range(size[1] // laying.rise + 2):
        top = course * laying.rise
        for left in range(laying.left(course), size[0], laying.run):
            tone = rng.choice(stones)
            change = rng.randrange(-11, 12)
            box = (left + joint, top + joint, left + laying.run - 1, top + laying.rise - 1)
            fill = tuple(max(0, min(255, part + change)) for part in tone)
            pen.rounded_rectangle(box, radius=joint, fill=fill)
            pen.line((box[0], box[3], box[2], box[3]), fill=tuple(part * 3 // 4 for part in fill), width=2)
            pen.line((box[0], box[1], box[2], box[1]), fill=tuple(min(255, part + 16) for part in fill), width=1)
    return image.filter(ImageFilter.BoxBlur(1))


def block(rng: Random, size: Size, laying: Courses) -> Image.Image:
    """Concrete block, bare or painted long ago."""
    tone = rng.choice(((150, 150, 146), (168, 166, 158), (186, 184, 174), (198, 200, 198), (178, 186, 190)))
    mortar: Colour = tuple(part - rng.randrange(16, 30) for part in tone)  # type: ignore[assignment]  # three parts
    return mottled(rng, laid(rng, size, laying, (tone,), mortar, max(3, laying.rise // 22)), 62)


def brick(rng: Random, size: Size, laying: Courses) -> Image.Image:
    """Face brick."""
    palette = rng.choice(
        (
            ((152, 76, 58), (138, 66, 52), (164, 88, 66), (126, 60, 50)),
            ((170, 110, 82), (160, 98, 74), (182, 122, 92), (150, 92, 72)),
            ((128, 62, 54), (112, 54, 48), (140, 74, 62), (96, 52, 48)),
        )
    )
    return mottled(rng, laid(rng, size, laying, palette, (182, 174, 160), max(4, laying.rise // 7)), 58)


def drywall(rng: Random, size: Size) -> Image.Image:
    """Painted plaster board."""
    paint = rng.choice(((232, 228, 216), (222, 226, 226), (236, 230, 208), (214, 222, 212), (226, 216, 204)))
    image = Image.new("RGB", size, paint)
    image = shaded(image, scaled(noise(rng, size, 420), 238, 255))
    return shaded(image, scaled(clouds(rng, size, 2), 226, 255))


def slab(rng: Random, size: Size) -> Image.Image:
    """A basement floor."""
    tone = rng.randrange(112, 150)
    image = tinted(clouds(rng, size, 5), (tone - 36, tone - 38, tone - 42), (tone + 26, tone + 25, tone + 20))
    return shaded(image, scaled(grain(rng, size), 190, 255))


def soil(rng: Random, size: Size) -> Image.Image:
    """Clay and stones, freshly dug."""
    image = tinted(clouds(rng, size, 9), (58, 40, 26), (150, 112, 76))
    pen = ImageDraw.Draw(image)
    for _ in range(size[0] * size[1] // 2600):
        x, y, radius = rng.randrange(size[0]), rng.randrange(size[1]), rng.expovariate(1 / 4) + 1.5
        tone = rng.randrange(70, 150)
        fill = (tone + 12, tone, tone - 14)
        pen.ellipse((x - radius * 1.4, y - radius, x + radius * 1.4, y + radius), fill=fill)
        pen.arc((x - radius * 1.4, y - radius, x + radius * 1.4, y + radius), 20, 160, fill=(44, 32, 22), width=2)
    return shaded(image, scaled(grain(rng, size), 150, 255))


def grass(rng: Random, size: Size) -> Image.Image:
    """A lawn, seen from standing height."""
    blades = Image.frombytes("L", (size[0] // 2, size[1] // 12), rng.randbytes(size[0] // 2 * (size[1] // 12)))
    field = Image.blend(blades.resize(size, Image.Resampling.BICUBIC), clouds(rng, size, 4), 0.45)
    return shaded(tinted(field, (36, 58, 22), (142, 160, 84)), scaled(grain(rng, size), 170, 255))


def powdered(rng: Random, image: Image.Image, lowest: float) -> Image.Image:
    """The image with white salt on it, thicker toward the bottom; `lowest` is where it begins, as a share of height."""
    ramp = Image.linear_gradient("L").resize(image.size)
    ramp = raised(ramp, int(255 * lowest), 255)
    spots = raised(ImageChops.multiply(clouds(rng, image.size, 7), scaled(ramp, 0, 255)), 60, 150)
    crust = ImageChops.multiply(spots, scaled(grain(rng, image.size), 90, 235))
    return Image.composite(Image.new("RGB", image.size, (236, 236, 230)), image, crust)


def dampened(rng: Random, image: Image.Image, reach: float) -> Image.Image:
    """The image with rising damp: dark below an uneven tide line at `reach` of the height from the bottom."""
    ramp = scaled(Image.linear_gradient("L").resize(image.size), 0, 200)
    field = ImageChops.add(ramp, scaled(clouds(rng, image.size, 5), 0, 56))
    edge = int(228 - 200 * reach)
    wet = raised(field, edge - 10, edge + 16)
    dark = image.point([level * 13 // 20 for level in range(256)] * 3)
    return Image.composite(dark, image, wet)
