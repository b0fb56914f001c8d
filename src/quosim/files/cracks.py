"""Cracks: wandering lines with branches, dark inside, light on one lip, stained around."""

import itertools
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Point = tuple[float, float]


def wander(rng: Random, start: Point, end: Point, roughness: float, depth: int = 7) -> list[Point]:
    """A jagged path between two points by midpoint displacement; `roughness` as a share of each step's length."""
    points = [start, end]
    for _ in range(depth):
        finer = [points[0]]
        for (ax, ay), (bx, by) in itertools.pairwise(points):
            offset = rng.gauss(0, roughness)
            finer += [((ax + bx) / 2 - (by - ay) * offset, (ay + by) / 2 + (bx - ax) * offset), (bx, by)]
        points = finer
    return points


def trace(rng: Random, pen: ImageDraw.ImageDraw, points: list[Point], widest: float) -> None:
    """Draw a path whose width swells and fades."""
    swell = rng.uniform(0.5, 0.9)
    for index, (start, end) in enumerate(itertools.pairwise(points)):
        swell = min(1.0, max(0.22, swell + rng.gauss(0, 0.11)))
        ending = min(1.0, 6 * (len(points) - index) / len(points))
        width = max(1, round(widest * swell * ending))
        pen.line((*start, *end), fill=255 if width > 1 else 205, width=width)
        if width > 3:
            radius = width / 2 - 0.5
            pen.ellipse((end[0] - radius, end[1] - radius, end[0] + radius, end[1] + radius), fill=255)


def branched(rng: Random, pen: ImageDraw.ImageDraw, points: list[Point], widest: float, branches: int) -> None:
    """A crack with some smaller ones leaving it."""
    trace(rng, pen, points, widest)
    for _ in range(branches):
        at = rng.randrange(len(points) // 8, len(points) * 7 // 8)
        x, y = points[at]
        ahead = points[min(at + 6, len(points) - 1)]
        dx, dy = ahead[0] - x, ahead[1] - y
        length, turn = rng.uniform(3, 14), rng.choice((-1, 1)) * rng.uniform(0.4, 1.1)
        end = (x + (dx - dy * turn) * length, y + (dy + dx * turn) * length)
        trace(rng, pen, wander(rng, (x, y), end, 0.2, 5), max(1.0, widest * 0.45))


def carve(image: Image.Image, mask: Image.Image, damp: float = 0.3) -> Image.Image:
    """Cut the mask's lines into the surface. `damp`, 0 to 1, is how dark the stain around them is."""
    soft = mask.filter(ImageFilter.GaussianBlur(0.8))
    lip = ImageChops.subtract(ImageChops.offset(soft, 2, 2), soft).point([level // 5 for level in range(256)])
    small = mask.resize((mask.width // 8, mask.height // 8), Image.Resampling.BOX)
    halo = small.filter(ImageFilter.GaussianBlur(2.4)).resize(mask.size, Image.Resampling.BILINEAR)
    halo = halo.point([min(255, int(level * 2.2 * damp)) for level in range(256)])
    image = Image.composite(image.point([level * 11 // 20 for level in range(256)] * 3), image, halo)
    image = Image.composite(Image.new("RGB", image.size, (224, 220, 210)), image, lip)
    return Image.composite(Image.new("RGB", image.size, (38, 34, 31)), image, soft)


def blank(image: Image.Image) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """An empty mask of the image's size, and a pen for it."""
    mask = Image.new("L", image.size)
    return mask, ImageDraw.Draw(mask)
