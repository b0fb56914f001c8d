"""Estimates as PDF and contact cards as vCard, written by hand."""

from quosim.world.chance import chance
from quosim.world.model import File

ITEMS = (
    ("Epoxy crack injection, per linear foot", 68),
    ("Carbon fiber strap, installed", 485),
    ("Wall anchor, installed", 690),
    ("Interior drain tile, per linear foot", 74),
    ("Sump pump with battery backup", 1_850),
    ("Helical pier, driven and bracketed", 2_150),
    ("Vapor barrier, per square foot", 4),
    ("Excavate, seal and backfill, per linear foot", 145),
    ("Haul away and clean up", 220),
)

_SHEET = "/MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >>"


def _lines(file: File) -> list[tuple[int, str]]:
    _, number, company, customer, place = file.recipe
    rng = chance("estimate", number)
    rows, total = [], 0
    for name, price in rng.sample(ITEMS, 3):
        count = rng.randrange(1, 5) if price > 200 else rng.randrange(8, 40)
        total += count * price
        rows.append((11, f"{count:>4} x  {name:<46} ${count * price:>9,}.00"))
    head = [(20, str(company)), (11, "Estimate " + str(number)), (11, f"For {customer}"), (11, str(place)), (11, "")]
    foot = [(11, ""), (14, f"Total   ${total:,}.00"), (11, "Valid for 30 days. Warranty transfers with the house.")]
    return [*head, *rows, *foot]


def estimate(file: File) -> bytes:
    """A one-page PDF; the file's id is in its information dictionary."""
    content, height = [], 740
    for size, text in _lines(file):
        escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        content.append(f"BT /F1 {size} Tf 1 0 0 1 64 {height} Tm ({escaped}) Tj ET")
        height -= size + 12
    stream = "\n".join(content)
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R {_SHEET} >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>",
        f"<< /Title (Estimate) /Subject ({file.id}) >>",
    ]
    return _document(objects)


def _document(objects: list[str]) -> bytes:
    """The objects with a cross-reference table; the last one is the information dictionary."""
    body, offsets = "%PDF-1.4\n", []
    for index, text in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{index} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    count = len(objects) + 1
    end = f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n"
    end += f"<< /Size {count} /Root 1 0 R /Info {len(objects)} 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return (body + end).encode("latin-1", "replace")


def card(file: File) -> bytes:
    """A vCard 3.0."""
    _, name, number = file.recipe
    first, _, last = str(name).partition(" ")
    lines = ("BEGIN:VCARD", "VERSION:3.0", f"N:{last};{first};;;", f"FN:{name}", f"TEL;TYPE=CELL:{number}")
    return "\r\n".join((*lines, f"UID:{file.id}", "END:VCARD", "")).encode()
