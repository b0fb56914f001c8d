"""Cracked walls, drawn."""

from PIL import Image, ImageDraw

from quosim.world.chance import chance


def draw(scene: str, seed: int, width: int, height: int) -> Image.Image:
    """A picture of that scene; the same for the same seed."""
    rng = chance(scene, seed)
    image = Image.new("RGB", (width, height), (150, 148, 140))
    pen = ImageDraw.Draw(image)
    x, y = width / 2, 0.0
    while y < height:
        nx, ny = x + rng.uniform(-12, 12), y + rng.uniform(4, 16)
        pen.line((x, y, nx, ny), fill=(50, 48, 45), width=3)
        x, y = nx, ny
    return image
