"""What a browser may be told about a file of ours. Files come from strangers: only what cannot run is shown."""

from dataclasses import dataclass

_SHOWN = frozenset(
    {
        "image/jpeg",
        "image/png",
        "image/gif",
        "image/webp",
        "image/avif",
        "audio/mpeg",
        "audio/wav",
        "audio/ogg",
        "audio/mp4",
        "audio/aac",
        "audio/flac",
        "audio/webm",
        "video/mp4",
        "video/webm",
        "video/quicktime",
        "application/pdf",
    }
)
_SAVED = frozenset(
    {
        "image/heic",
        "image/tiff",
        "image/bmp",
        "audio/amr",
        "audio/amr-wb",
        "audio/3gpp",
        "audio/x-caf",
        "audio/x-aiff",
        "video/3gpp",
        "video/x-msvideo",
        "text/vcard",
        "text/calendar",
        "text/plain",
        "application/zip",
    }
)
_ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/heic": "heic",
    "image/tiff": "tif",
    "image/bmp": "bmp",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/ogg": "ogg",
    "audio/mp4": "m4a",
    "audio/aac": "aac",
    "audio/flac": "flac",
    "audio/amr": "amr",
    "audio/amr-wb": "awb",
    "audio/3gpp": "3gp",
    "audio/x-caf": "caf",
    "video/mp4": "mp4",
    "video/webm": "webm",
    "video/quicktime": "mov",
    "video/3gpp": "3gp",
    "application/pdf": "pdf",
    "text/vcard": "vcf",
    "text/calendar": "ics",
    "text/plain": "txt",
    "application/zip": "zip",
    "application/json": "json",
}

PLAYED_BY_BROWSERS = frozenset(one for one in _SHOWN if one.startswith(("audio/", "video/")))
SHOWN_BY_BROWSERS = frozenset(one for one in _SHOWN if one.startswith("image/"))


@dataclass(frozen=True, slots=True)
class Served:
    """The headers that go with a file. `inline` False means that the browser saves it."""

    content_type: str
    inline: bool

    def headers(self, file_name: str) -> dict[str, str]:
        """`file_name` is ours: letters, digits, dots, dashes."""
        safe = "".join(letter for letter in file_name if letter.isascii() and (letter.isalnum() or letter in "-_."))
        return {
            "Content-Type": self.content_type,
            "Content-Disposition": f'{"inline" if self.inline else "attachment"}; filename="{safe}"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; media-src 'self'",
        }


def serve_type(media_type: str) -> Served:
    """Inline for pictures, sound, video and PDF that browsers know; everything else is saved, and what we have no
    name for is saved as mere bytes."""
    if media_type in _SHOWN:
        return Served(media_type, inline=True)
    if media_type in _SAVED:
        return Served(media_type, inline=False)
    return Served("application/octet-stream", inline=False)


def file_ending(media_type: str) -> str:
    """The ending of a file name of that type, without the dot."""
    return _ENDINGS.get(media_type, "bin")
