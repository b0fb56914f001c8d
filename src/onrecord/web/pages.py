"""Templates into answers."""

import zlib
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from onrecord.views.finding import Piece, pieces
from onrecord.views.times import playhead
from onrecord.web.assets import asset
from onrecord.web.links import linked


def marked(found: Sequence[Piece]) -> Markup:
    """Pieces as HTML, with what was looked for in `<mark>`."""
    return Markup("").join(
        Markup("<mark>{}</mark>").format(piece.text) if piece.found else escape(piece.text) for piece in found
    )


def rich(text: str, words: tuple[str, ...] = ()) -> Markup:
    """A message's text: its web addresses become links, the words looked for are marked."""
    return Markup("").join(
        Markup('<a href="{}" target="_blank" rel="noopener noreferrer nofollow">{}</a>').format(
            part, marked(pieces(part, words))
        )
        if is_link
        else marked(pieces(part, words))
        for part, is_link in linked(text)
    )


def found_in(text: str, words: tuple[str, ...] = ()) -> Markup:
    """A text inside a button or list: the words looked for are marked, and nothing in it is a link."""
    return marked(pieces(text, words))


def coded(text: str) -> Markup:
    """A sentence of ours in which commands stand between backticks."""
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if place % 2 else escape(part)
        for place, part in enumerate(text.split("`"))
    )


def fingerprint(html: str) -> str:
    """Says whether what is drawn of an activity changed."""
    return f"{zlib.crc32(html.encode()):08x}"


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["asset"] = asset
    made.filters.update(
        marked=marked, coded=coded, rich=rich, found_in=found_in, fingerprint=fingerprint, playhead=playhead
    )
    return made


TEMPLATES = _environment()


def render(name: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """A template of ours as an answer. What differs for htmx is told apart by its headers."""
    html = TEMPLATES.get_template(name).render(**values)
    return HTMLResponse(html, status, {"Vary": "HX-Request, HX-Target, Cookie"})
