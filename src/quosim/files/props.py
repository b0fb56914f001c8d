"""Things that people hold next to a crack, or that stand in a basement."""

from random import Random

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from quosim.files.textures import Colour


def _dropped(image: Image.Image, thing: Image.Image, at: tuple[int, int]) -> None:
    """Put a thing (RGBA) into the image with the shadow it throws."""
    shade = thing.getchannel("A").filter(ImageFilter.GaussianBlur(5)).point([level * 2 // 5 for level in range(256)])
    image.paste((20, 18, 16), (at[0] + 7, at[1] + 9), shade)
    image.paste(thing, at, thing)


def coin(rng: Random, image: Image.Image, at: tuple[int, int], radius: int) -> None:
    """A quarter or a penny."""
    metal = rng.choice(((186, 188, 190), (172, 110, 72)))
    size = radius * 2 + 1
    face = Image.radial_gradient("L").resize((size, size)).point([255 - level // 9 for level in range(256)])
    disc = Image.merge("RGB", [face.point([level * part // 255 for level in range(256)]) for part in metal])
    pen = ImageDraw.Draw(disc)
    edge = tuple(part * 2 // 3 for part in metal)
    pen.ellipse((2, 2, size - 3, size - 3), outline=edge, width=max(2, radius // 14))
    pen.ellipse(
        (radius * 0.55, radius * 0.36, radius * 1.3, radius * 1.25), fill=tuple(part * 9 // 10 for part in metal)
    )
    pen.pieslice(
        (radius * 0.42, radius * 1.1, radius * 1.5, radius * 2.1),
        190,
        350,
        fill=tuple(part * 9 // 10 for part in metal),
    )
    hole = Image.new("L", (size, size))
    ImageDraw.Draw(hole).ellipse((0, 0, size - 1, size - 1), fill=255)
    disc.putalpha(hole)
    _dropped(image, disc.rotate(rng.randrange(360), Image.Resampling.BILINEAR), (at[0] - radius, at[1] - radius))


def tape(rng: Random, image: Image.Image, x: int, wide: int) -> None:
    """A tape measure hanging down beside the crack."""
    height = image.height + 40
    strip = Image.new("RGBA", (wide, height), (240, 204, 62, 255))
    pen, font = ImageDraw.Draw(strip), ImageFont.load_default(wide * 0.42)
    inch, first = wide * 1.05, rng.randrange(20, 60)
    for sixteenth in range(int(height / inch * 8)):
        y = sixteenth * inch / 8
        length = wide * (0.5 if sixteenth % 8 == 0 else 0.34 if sixteenth % 4 == 0 else 0.2)
        pen.line((0, y, length, y), fill=(30, 28, 24), width=2)
        if sixteenth % 8 == 0:
            pen.text((wide * 0.5, y + 2), str(first + sixteenth // 8), fill=(30, 28, 24), font=font)
    pen.line((wide - 2, 0, wide - 2, height), fill=(180, 148, 40), width=3)
    _dropped(image, strip.rotate(rng.uniform(-2.5, 2.5), Image.Resampling.BILINEAR, expand=True), (x, -20))


def level(rng: Random, image: Image.Image, at: tuple[int, int], length: int) -> None:
    """A spirit level held upright against the wall, its bubble off centre."""
    wide = max(24, length // 11)
    bar = Image.new("RGBA", (wide, length), (206, 166, 30, 255))
    pen = ImageDraw.Draw(bar)
    pen.rectangle((0, 0, wide // 6, length), fill=(232, 200, 80, 255))
    pen.rectangle((wide * 5 // 6, 0, wide, length), fill=(150, 118, 16, 255))
    for share in (0.12, 0.5, 0.88):
        y = int(length * share)
        pen.rounded_rectangle(
            (wide // 6, y - wide // 2, wide * 5 // 6, y + wide // 2), 5, fill=(190, 226, 76, 255), outline=(40, 40, 36)
        )
        bubble = y + rng.randrange(wide // 5)
        pen.ellipse((wide * 0.32, bubble - wide * 0.18, wide * 0.68, bubble + wide * 0.18), fill=(232, 248, 190, 255))
    _dropped(image, bar.rotate(rng.uniform(-1.5, 1.5), Image.Resampling.BILINEAR, expand=True), at)


def pencilled(rng: Random, image: Image.Image, at: tuple[int, int], size: int) -> None:
    """A date that somebody wrote on the wall beside the end of a crack."""
    note = Image.new("L", (size * 5, size * 2))
    text = f"{rng.randrange(1, 12)}/{rng.randrange(1, 28)}/{rng.randrange(22, 26)}"
    ImageDraw.Draw(note).text((4, 4), text, fill=150, font=ImageFont.load_default(size))
    image.paste((60, 60, 70), at, note.rotate(rng.uniform(-7, 7), Image.Resampling.BILINEAR))


def pipe(
    image: Image.Image, box: tuple[int, int, int, int], colour: Colour = (226, 226, 220), *, upright: bool = True
) -> None:
    """A length of plastic pipe, round by its shading."""
    width, height = box[2] - box[0], box[3] - box[1]
    across = width if upright else height
    profile = [max(60, int(255 - abs(place / across - 0.34) * 235)) for place in range(across)]
    strip = Image.new("L", (across, 1))
    strip.putdata(profile)
    round_ = strip if upright else strip.transpose(Image.Transpose.ROTATE_270)
    field = round_.resize((width, height))
    image.paste(
        Image.merge("RGB", [field.point([level * part // 255 for level in range(256)]) for part in colour]), box[:2]
    )
