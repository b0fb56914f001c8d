"""What was photographed: one function per scene of the stories."""

import itertools
from collections.abc import Callable
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from quosim.files import cracks, props, walls
from quosim.files.textures import (
    Size,
    clouds,
    exposed,
    grain,
    lit,
    mottled,
    noise,
    photographed,
    raised,
    scaled,
    shaded,
)
from quosim.world.chance import chance


def _prop(rng: Random, image: Image.Image, x: float, y: float) -> None:
    """Sometimes something for scale, beside the place that matters."""
    width, height = image.size
    fate = rng.random()
    if fate < 0.2:
        props.coin(rng, image, (int(x + width * 0.07), int(y)), height // 28)
    elif fate < 0.3:
        props.tape(rng, image, int(x + width * rng.uniform(0.1, 0.2)), width // 22)
    elif fate < 0.4:
        props.pencilled(rng, image, (int(x + width * 0.04), int(y)), height // 26)


def crack(rng: Random, size: Size) -> Image.Image:
    """A crack down a poured wall."""
    image = walls.concrete(rng, size)
    if rng.random() < 0.4:
        image = walls.dampened(rng, image, rng.uniform(0.08, 0.3))
    width, height = size
    mask, pen = cracks.blank(image)
    x = width * rng.uniform(0.3, 0.7)
    end = (x + width * rng.uniform(-0.16, 0.16), height + 20)
    path = cracks.wander(rng, (x, -20), end, 0.13)
    cracks.branched(rng, pen, path, height / rng.uniform(105, 240), rng.randrange(2, 6))
    if rng.random() < 0.25:
        start = (x + width * 0.2, height * rng.uniform(0.1, 0.4))
        cracks.trace(rng, pen, cracks.wander(rng, start, (start[0] + 60, height * 0.9), 0.13), height / 320)
    image = cracks.carve(image, mask, rng.uniform(0.1, 0.6))
    _prop(rng, image, path[len(path) // 2][0], height * rng.uniform(0.35, 0.65))
    return image


def stair(rng: Random, size: Size) -> Image.Image:
    """A crack that climbs the joints of a block wall."""
    laying = walls.courses(rng, size, rng.uniform(5, 8))
    image = walls.block(rng, size, laying)
    mask, pen = cracks.blank(image)
    course = size[1] // laying.rise + 1
    way = rng.choice((-1, 1))
    wanted = size[0] * (0.5 - way * rng.uniform(0.15, 0.4))
    x = float(laying.left(course) + laying.run * round((wanted - laying.left(course)) / laying.run))
    points = [(x, float(course * laying.rise))]
    while course > 0 and -50 < x < size[0] + 50:
        course -= 1
        points.append((x, float(course * laying.rise)))
        x += way * laying.run / 2
        points.append((x, float(course * laying.rise)))
    for start, end in itertools.pairwise(points):
        cracks.trace(rng, pen, cracks.wander(rng, start, end, 0.05, 4), size[1] / rng.uniform(130, 220))
    image = cracks.carve(image, mask, 0.3)
    _prop(rng, image, *points[len(points) // 2])
    return image


def bow(rng: Random, size: Size) -> Image.Image:
    """A block wall pushed in along one course."""
    laying = walls.courses(rng, size, rng.uniform(6, 9))
    image = walls.block(rng, size, laying)
    course = (size[1] // laying.rise) // 2 + rng.randrange(-1, 1)
    y = course * laying.rise + 2
    mask, pen = cracks.blank(image)
    path = cracks.wander(rng, (-20, y), (size[0] + 20, y + rng.randrange(-6, 7)), 0.012)
    cracks.trace(rng, pen, path, size[1] / rng.uniform(80, 130))
    for _ in range(rng.randrange(2, 6)):
        x = laying.left(course) + laying.run * rng.randrange(2, 2 + max(1, size[0] // laying.run))
        cracks.trace(
            rng, pen, cracks.wander(rng, (x, y), (x + 4, y + laying.rise * rng.choice((-1, 1))), 0.05, 4), size[1] / 260
        )
    image = cracks.carve(image, mask, 0.25)
    ramp = Image.new("L", (1, size[1]))
    ramp.putdata([250 - min(96, abs(row - y) * 150 // size[1] + (26 if row > y else 0)) for row in range(size[1])])
    image = shaded(image, ramp.resize(size))
    if rng.random() < 0.45:
        props.level(rng, image, (int(size[0] * rng.uniform(0.15, 0.75)), int(y - size[1] * 0.32)), int(size[1] * 0.62))
    return image


def powder(rng: Random, size: Size) -> Image.Image:
    """White salts on block, damp at the floor."""
    laying = walls.courses(rng, size, rng.uniform(4, 6.5))
    image = walls.dampened(rng, walls.block(rng, size, laying), rng.uniform(0.25, 0.5))
    return walls.powdered(rng, image, rng.uniform(0.15, 0.4))


def puddle(rng: Random, size: Size) -> Image.Image:
    """Water where the wall meets the floor."""
    width, height = size
    foot = int(height * rng.uniform(0.42, 0.6))
    laying = walls.courses(rng, (width, foot), rng.uniform(2.6, 4))
    wall = walls.dampened(rng, walls.block(rng, (width, foot), laying), rng.uniform(0.2, 0.45))
    image = Image.new("RGB", size)
    image.paste(wall)
    floor = walls.slab(rng, (width, height - foot))
    mirror = ImageOps.flip(wall).resize(floor.size).filter(ImageFilter.GaussianBlur(9))
    cool = [level * part // 100 for part in (70, 74, 78) for level in range(256)]
    mirror = Image.blend(mirror.point(cool), floor, 0.12)
    _glint(rng, mirror)
    ripples = scaled(noise(rng, floor.size, 36), 214, 255)
    depth = ImageOps.flip(Image.linear_gradient("L")).resize(floor.size)
    field = ImageChops.add(scaled(depth, 0, 150), scaled(noise(rng, floor.size, 6), 0, 84))
    field = ImageChops.add(field, scaled(noise(rng, floor.size, 22), 0, 18))
    edge = rng.randrange(84, 128)
    damp = raised(field, edge - 30, edge - 12)
    floor = Image.composite(floor.point([level * 3 // 5 for level in range(256)] * 3), floor, damp)
    rim = raised(field, edge - 3, edge)
    floor = Image.composite(Image.new("RGB", floor.size, (196, 200, 200)), floor, scaled(rim, 0, 90))
    floor = Image.composite(shaded(mirror, ripples), floor, raised(field, edge, edge + 4))
    image.paste(floor, (0, foot))
    pen = ImageDraw.Draw(image)
    pen.line((0, foot, width, foot), fill=(42, 40, 37), width=max(4, height // 160))
    if rng.random() < 0.35:
        left = int(width * rng.choice((0.08, 0.82)))
        stuff = rng.choice(((196, 112, 70), (226, 226, 220)))
        props.pipe(image, (left, 0, left + width // 16, foot + height // 20), stuff)
    return image


def _glint(rng: Random, water: Image.Image) -> None:
    """The lamp, mirrored in the water."""
    width, height = water.size
    light = Image.new("L", water.size)
    x, y, long = width * rng.uniform(0.2, 0.8), height * rng.uniform(0.1, 0.35), width * rng.uniform(0.03, 0.08)
    ImageDraw.Draw(light).ellipse((x - long, y - long / 3, x + long, y + long / 3), fill=235)
    water.paste((250, 248, 236), (0, 0), light.filter(ImageFilter.GaussianBlur(width / 90)))


def floor(rng: Random, size: Size) -> Image.Image:
    """A crack across a slab."""
    image = walls.slab(rng, size)
    width, height = size
    mask, pen = cracks.blank(image)
    path = cracks.wander(rng, (-20, height * rng.uniform(0.3, 0.7)), (width + 20, height * rng.uniform(0.3, 0.7)), 0.12)
    cracks.branched(rng, pen, path, height / rng.uniform(90, 170), rng.randrange(3, 8))
    image = cracks.carve(image, mask, rng.uniform(0.1, 0.5))
    middle = path[len(path) // 2]
    _prop(rng, image, middle[0], middle[1] + height * 0.1)
    return image


def brick(rng: Random, size: Size) -> Image.Image:
    """Face brick, split along its joints."""
    laying = walls.courses(rng, size, rng.uniform(10, 15))
    image = walls.brick(rng, size, laying)
    mask, pen = cracks.blank(image)
    course, x = (
        0,
        float(laying.left(0) + laying.run * (1 + max(1, round(size[0] * rng.uniform(0.25, 0.45) / laying.run)))),
    )
    points = [(x, 0.0)]
    while course * laying.rise < size[1]:
        course += 1
        points.append((x, float(course * laying.rise)))
        x += laying.run / 2 * rng.choice((1, 1, 1, -1))
        points.append((x, float(course * laying.rise)))
    for start, end in itertools.pairwise(points):
        cracks.trace(rng, pen, cracks.wander(rng, start, end, 0.06, 4), size[1] / rng.uniform(110, 190))
    image = cracks.carve(image, mask, 0.2)
    if rng.random() < 0.35:
        lawn = walls.grass(rng, (size[0], size[1] // 5))
        ragged = scaled(noise(rng, lawn.size, 160), 0, 120)
        edge = raised(ImageChops.add(Image.linear_gradient("L").resize(lawn.size), ragged), 90, 130)
        image.paste(lawn, (0, size[1] - lawn.height), edge)
    _prop(rng, image, *points[len(points) // 2])
    return image


def drywall(rng: Random, size: Size) -> Image.Image:
    """A crack running up from the corner of a door."""
    image = walls.drywall(rng, size)
    width, height = size
    left_side = rng.random() < 0.5
    edge, top = int(width * (0.34 if left_side else 0.66)), int(height * rng.uniform(0.42, 0.58))
    casing = max(30, width // 13)
    mask, pen = cracks.blank(image)
    away = 1 if left_side else -1
    start = (edge + away * casing, top - casing)
    end = (edge + away * width * rng.uniform(0.25, 0.5), height * rng.uniform(-0.02, 0.12))
    path = cracks.wander(rng, start, end, 0.09)
    cracks.branched(rng, pen, path, height / rng.uniform(190, 330), 2)
    image = cracks.carve(image, mask, 0.05)
    _door(rng, image, edge, top, casing, left_side=left_side)
    if rng.random() < 0.4:
        props.pencilled(rng, image, (int(path[-20][0] - width * 0.1), int(path[-20][1])), height // 30)
    return image


def _door(rng: Random, image: Image.Image, edge: int, top: int, casing: int, *, left_side: bool) -> None:
    """The upper corner of a door frame with what is seen through it."""
    width, height = image.size
    pen = ImageDraw.Draw(image)
    outer = (0, top - casing, edge + casing, height) if left_side else (edge - casing, top - casing, width, height)
    inner = (0, top, edge, height) if left_side else (edge, top, width, height)
    pen.rectangle((outer[0] - 4, outer[1] - 4, outer[2] + 6, outer[3]), fill=(150, 146, 138))
    pen.rectangle(outer, fill=(244, 243, 238))
    pen.rectangle((inner[0] - 5, inner[1] - 5, inner[2] + 5, inner[3]), fill=(206, 204, 198))
    behind = rng.choice(((84, 74, 64), (120, 112, 100), (58, 60, 66)))
    opening = (inner[2] - inner[0], inner[3] - inner[1])
    room = shaded(Image.new("RGB", opening, behind), scaled(clouds(rng, opening, 2), 150, 255))
    image.paste(room, inner[:2])


def straps(rng: Random, size: Size) -> Image.Image:
    """Carbon fiber straps on a painted block wall."""
    laying = walls.courses(rng, size, rng.uniform(7, 10))
    joint = max(2, laying.rise // 26)
    image = mottled(rng, walls.laid(rng, size, laying, ((220, 220, 214),), (196, 195, 188), joint), 30)
    width, height = size
    wide, gap = width // rng.randrange(12, 17), int(width / rng.uniform(2.4, 3.6))
    weave = scaled(noise(rng, (wide, height), 300), 16, 62)
    for left in range(rng.randrange(gap // 3, gap), width, gap):
        glue = Image.new("L", (wide + 16, height), 118)
        image.paste((150, 148, 140), (left - 8, 0), glue.filter(ImageFilter.GaussianBlur(3)))
        image.paste(Image.merge("RGB", (weave, weave, weave)), (left, 0))
        ImageDraw.Draw(image).line((left + wide // 3, 0, left + wide // 3, height), fill=(74, 74, 78), width=2)
    base = height - height // rng.randrange(7, 12)
    image.paste(walls.slab(rng, (width, height - base)), (0, base))
    return image


def trench(rng: Random, size: Size) -> Image.Image:
    """A foundation dug free from outside."""
    width, height = size
    image = walls.soil(rng, size)
    near, far, top = int(width * rng.uniform(0.5, 0.62)), int(width * rng.uniform(0.24, 0.34)), int(height * 0.14)
    face = walls.concrete(rng, size)
    lower = scaled(Image.linear_gradient("L").resize(size), 0, 130)
    tar = raised(ImageChops.add(scaled(clouds(rng, size, 3), 0, 110), lower), 122, 134)
    face = Image.composite(shaded(Image.new("RGB", size, (58, 57, 60)), scaled(grain(rng, size), 170, 255)), face, tar)
    shape = Image.new("L", size)
    ImageDraw.Draw(shape).polygon([(0, top), (far, top), (near, height), (0, height)], fill=255)
    image.paste(face, (0, 0), shape)
    ditch = Image.new("L", size)
    ImageDraw.Draw(ditch).polygon(
        [(far, top), (far + width // 9, top), (width * 0.8, height), (near, height)], fill=120
    )
    image.paste((24, 17, 12), (0, 0), ditch.filter(ImageFilter.GaussianBlur(width // 50)))
    _drain(rng, image, (far + width // 26, top), (int(near + width * 0.1), height), width)
    siding = Image.new("RGB", (width, top), rng.choice(((206, 208, 206), (190, 200, 206), (214, 204, 184))))
    pen = ImageDraw.Draw(siding)
    for y in range(0, top, max(10, top // 4)):
        pen.line((0, y, width, y), fill=(140, 140, 138), width=3)
    image.paste(siding.crop((0, 0, far, top)), (0, 0))
    image.paste(walls.grass(rng, (width - far, top)), (far, 0))
    return image


def _drain(rng: Random, image: Image.Image, start: tuple[int, int], end: tuple[int, int], width: int) -> None:
    """A drain pipe at the foot of a wall, coming toward us."""
    pen = ImageDraw.Draw(image)
    for step in range(160):
        share = step / 160
        x, y = start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
        radius = 4 + share * width / 34
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(52, 52, 52))
        tone = 206 - (26 if step % 4 < 2 else 0) + rng.randrange(-4, 5)
        pen.ellipse((x - radius * 0.86, y - radius, x + radius * 0.7, y + radius * 0.8), fill=(tone, tone, tone - 6))


def sump(rng: Random, size: Size) -> Image.Image:
    """A pit in the floor with its pump."""
    width, height = size
    image = walls.slab(rng, size)
    x, y = width * rng.uniform(0.44, 0.56), height * rng.uniform(0.52, 0.6)
    radius = min(size) * rng.uniform(0.29, 0.35)
    pen = ImageDraw.Draw(image)
    box = (x - radius * 1.12, y - radius * 0.78, x + radius * 1.12, y + radius * 0.78)
    pen.ellipse((box[0] - 10, box[1] - 8, box[2] + 10, box[3] + 12), fill=(70, 68, 64))
    pen.ellipse(box, fill=(34, 34, 36))
    inner = (x - radius, y - radius * 0.6, x + radius, y + radius * 0.7)
    water = shaded(Image.new("RGB", size, (74, 84, 84)), scaled(clouds(rng, size, 8), 96, 255))
    hole = Image.new("L", size)
    ImageDraw.Draw(hole).ellipse(inner, fill=255)
    image.paste(water, (0, 0), hole.filter(ImageFilter.GaussianBlur(4)))
    wide = int(radius * 0.2)
    left = x - radius * 0.46
    pen.rounded_rectangle((left, y - radius * 0.34, x + radius * 0.16, y + radius * 0.46), 18, fill=(38, 52, 46))
    pen.rounded_rectangle((left + 4, y - radius * 0.3, x - radius * 0.2, y + radius * 0.4), 12, fill=(66, 88, 76))
    props.pipe(image, (int(x - wide * 1.2), 0, int(x - wide * 0.2), int(y)))
    props.pipe(image, (int(x - wide * 1.45), int(y * 0.4), int(x + wide * 0.05), int(y * 0.4) + wide), (206, 206, 200))
    pen.line((x + radius * 0.5, 0, x + radius * 0.34, y + 10), fill=(26, 26, 26), width=max(5, wide // 6))
    return image


def crawl(rng: Random, size: Size) -> Image.Image:
    """Under the floor, by flashlight."""
    width, height = size
    image = walls.soil(rng, size)
    ground = (width, height // 3)
    sheet = shaded(Image.new("RGB", ground, (164, 166, 164)), scaled(clouds(rng, ground, 14), 110, 255))
    image.paste(sheet, (0, height - height // 3))
    laying = walls.courses(rng, size, 9)
    wall = walls.block(rng, size, laying).crop((0, 0, width, height * 2 // 3))
    image.paste(wall.resize((width, height // 2)), (0, height // 6))
    pen = ImageDraw.Draw(image)
    for left in range(-width // 10, width, width // 5):
        tone = rng.randrange(96, 126)
        near, far, foot = width // 13, width // 18, left + width // 22
        joist = [(left, 0), (left + near, 0), (foot + far, height // 5), (foot, height // 5)]
        pen.polygon(joist, fill=(tone, tone * 3 // 4, tone // 2))
    pen.rectangle((0, height // 5, width, height * 3 // 10), fill=(112, 84, 56))
    for row in range(height // 5, height * 3 // 10, 7):
        pen.line((0, row, width, row + rng.randrange(-5, 6)), fill=(98, 72, 46), width=2)
    for share in (rng.uniform(0.15, 0.3), rng.uniform(0.6, 0.8)):
        left = int(width * share)
        props.pipe(image, (left, height * 3 // 10, left + width // 20, height * 7 // 10), (150, 92, 66))
    return lit(rng, image, 44)


def yard(rng: Random, size: Size) -> Image.Image:
    """A lawn with what the digging left."""
    width, height = size
    image = walls.grass(rng, size)
    ramp = ImageChops.add(scaled(noise(rng, size, 3), 0, 120), scaled(Image.linear_gradient("L").resize(size), 0, 90))
    ramp = ImageChops.add(ramp, scaled(clouds(rng, size, 8), 0, 40))
    image = Image.composite(walls.soil(rng, size), image, raised(ramp, 118, 138))
    drive = walls.slab(rng, size)
    shape = Image.new("L", size)
    ImageDraw.Draw(shape).polygon([(width * 0.72, 0), (width, 0), (width, height), (width * 0.9, height)], fill=255)
    image.paste(mottled(rng, drive.point([min(255, level + 40) for level in range(256)] * 3), 60), (0, 0), shape)
    return image


SCENES: dict[str, Callable[[Random, Size], Image.Image]] = {
    "crack": crack,
    "stair": stair,
    "bow": bow,
    "powder": powder,
    "puddle": puddle,
    "floor": floor,
    "brick": brick,
    "drywall": drywall,
    "straps": straps,
    "trench": trench,
    "sump": sump,
    "crawl": crawl,
    "yard": yard,
}
TARGETS = {"drywall": 168, "straps": 150, "crawl": 96, "trench": 104, "sump": 112, "powder": 130}


def draw(scene: str, seed: int, width: int, height: int) -> Image.Image:
    """A photo of that scene; the same for the same seed. KeyError for a scene that nobody knows."""
    rng = chance(scene, seed)
    image = SCENES[scene](rng, (width * 3 // 4, height * 3 // 4))  # the lens softens: no need to draw every pixel
    seen = exposed(lit(rng, image, rng.randrange(96, 150)), TARGETS.get(scene, 136) + rng.randrange(-12, 14))
    return photographed(rng, seen, (width, height))
