"""Grain, stains and light: what makes a flat colour look photographed."""

from random import Random

from PIL import Image, ImageChops, ImageOps

Colour = tuple[int, int, int]
Size = tuple[int, int]


def noise(rng: Random, size: Size, cells: int) -> Image.Image:
    """Smooth grey clouds, `cells` of them along the longer side."""
    longer = max(size)
    small = (max(2, size[0] * cells // longer), max(2, size[1] * cells // longer))
    return Image.frombytes("L", small, rng.randbytes(small[0] * small[1])).resize(size, Image.Resampling.BICUBIC)


def clouds(rng: Random, size: Size, coarse: int = 4) -> Image.Image:
    """Clouds within clouds, stretched to the full range; made small and enlarged, since they are smooth."""
    small = (size[0] // 4 + 1, size[1] // 4 + 1)
    field = noise(rng, small, coarse)
    for octave, share in ((3, 0.42), (9, 0.34), (28, 0.28)):
        field = Image.blend(field, noise(rng, small, coarse * octave), share)
    return ImageOps.autocontrast(field, cutoff=1).resize(size, Image.Resampling.BILINEAR)


def grain(rng: Random, size: Size) -> Image.Image:
    """Grey that changes from pixel to pixel."""
    tile = (size[0] // 2 + 1, size[1] // 2 + 1)
    fine = Image.frombytes("L", tile, rng.randbytes(tile[0] * tile[1]))
    sheet = Image.new("L", size)
    for left in (0, tile[0]):
        for top in (0, tile[1]):
            turned = fine.transpose(Image.Transpose.ROTATE_180) if left else fine
            sheet.paste(ImageOps.flip(turned) if top else turned, (left, top))
    return sheet


def tinted(field: Image.Image, dark: Colour, light: Colour) -> Image.Image:
    """A grey field as colours between two."""
    return ImageOps.colorize(field, dark, light)


def scaled(field: Image.Image, low: int, high: int) -> Image.Image:
    """A grey field squeezed between two levels."""
    return field.point([low + (high - low) * level // 255 for level in range(256)])


def raised(field: Image.Image, floor: int, ceiling: int) -> Image.Image:
    """A mask from a field: nothing under the floor, everything above the ceiling, soft between."""
    span = max(1, ceiling - floor)
    return field.point([min(255, max(0, (level - floor) * 255 // span)) for level in range(256)])


def shaded(image: Image.Image, field: Image.Image) -> Image.Image:
    """The image darkened where the field is dark."""
    return ImageChops.multiply(image, Image.merge("RGB", (field, field, field)))


def mottled(rng: Random, image: Image.Image, depth: int) -> Image.Image:
    """The image with uneven stains and fine grain; `depth` is how dark it gets, of 255."""
    image = shaded(image, scaled(clouds(rng, image.size, 3), 255 - depth, 255))
    return shaded(image, scaled(grain(rng, image.size), 255 - depth // 2, 255))


def lit(rng: Random, image: Image.Image, dimmest: int = 96) -> Image.Image:
    """The image in the light of one lamp or a phone's flash, falling off to the corners."""
    width, height = image.size
    glow = ImageOps.invert(Image.radial_gradient("L"))
    spread = rng.uniform(1.9, 2.6)
    big = (int(width * spread / 4), int(height * spread / 4))
    left = int(big[0] * rng.uniform(0.16, 0.5) - big[0] / spread / 4)
    top = int(big[1] * rng.uniform(0.12, 0.45) - big[1] / spread / 4)
    window = glow.resize(big).crop((left, top, left + width // 4 + 1, top + height // 4 + 1))
    light = scaled(ImageOps.autocontrast(window), dimmest, 255).resize(image.size, Image.Resampling.BILINEAR)
    warm = rng.choice(((255, 246, 228), (255, 250, 240), (240, 247, 255), (255, 240, 214)))
    tint = [light.point([level * part // 255 for level in range(256)]) for part in warm]
    return ImageChops.multiply(image, Image.merge("RGB", tint))


def exposed(image: Image.Image, target: int) -> Image.Image:
    """The image brightened as a phone does it: its mean brought toward the target, highlights held back."""
    mean = image.resize((1, 1), Image.Resampling.BOX).convert("L").tobytes()[0]
    gain = min(2.6, max(0.9, target / max(1, mean)))
    curve = [min(255, int(255 * (1 - (1 - level / 255) ** gain))) for level in range(256)]
    return image.point(curve * 3)


def photographed(rng: Random, image: Image.Image, size: Size) -> Image.Image:
    """The scene as a hand-held phone of that resolution sees it: a little crooked, with sensor noise."""
    width, height = image.size
    tilt = [rng.uniform(0.0, 0.055) for _ in range(8)]
    corners = (
        width * tilt[0], height * tilt[1], width * tilt[2], height * (1 - tilt[3]),
        width * (1 - tilt[4]), height * (1 - tilt[5]), width * (1 - tilt[6]), height * tilt[7],
    )  # fmt: skip
    seen = image.transform(image.size, Image.Transform.QUAD, corners, Image.Resampling.BILINEAR)
    return shaded(seen.resize(size, Image.Resampling.BILINEAR), scaled(grain(rng, size), 226, 255))
