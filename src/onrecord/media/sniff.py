"""What a file is, by its first bytes. What anyone says about it (a header, an extension) decides nothing here,
except that a text which calls itself a script is believed."""

from pathlib import PurePosixPath

import filetype

from onrecord.domain.errors import FileRefused

HEAD_BYTES = 16_384
"""How much of the beginning decides. Office documents show what they are only after some thousand bytes."""

UNKNOWN = "application/octet-stream"

_MAGIC = (
    (b"#!AMR-WB\n", "audio/amr-wb"),
    (b"#!AMR\n", "audio/amr"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"%PDF-", "application/pdf"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"caff", "audio/x-caf"),
)
_RIFF = {b"WAVE": "audio/wav", b"WEBP": "image/webp", b"AVI ": "video/x-msvideo"}
_BRANDS = (
    (("avif", "avis"), "image/avif"),
    (("heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1"), "image/heic"),
    (("qt  ",), "video/quicktime"),
    (("M4A ", "M4B "), "audio/mp4"),
    (("3gp4", "3gp5", "3gp6", "3gp7", "3gr6", "3gs6", "3ge6", "3gg6", "3g2a", "3g2b", "3g2c"), "video/3gpp"),
)
_SCRIPT_ENDINGS = frozenset({".js", ".mjs", ".vbs", ".vbe", ".ps1", ".bat", ".cmd", ".hta", ".wsf", ".sh", ".py"})
_DANGEROUS = frozenset(
    {
        "text/html",
        "image/svg+xml",
        "text/x-script",
        "application/x-msdownload",
        "application/x-executable",
        "application/x-mach-binary",
        "application/java-vm",
        "application/x-shockwave-flash",
        "application/x-msi",
    }
)
_PROGRAMS = (
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-executable"),
    (b"\xfe\xed\xfa", "application/x-mach-binary"),
    (b"\xce\xfa\xed\xfe", "application/x-mach-binary"),
    (b"\xcf\xfa\xed\xfe", "application/x-mach-binary"),
    (b"\xca\xfe\xba\xbe", "application/java-vm"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-msi"),
    (b"FWS", "application/x-shockwave-flash"),
    (b"CWS", "application/x-shockwave-flash"),
    (b"#!", "text/x-script"),
)
_MARKUP_SIGNS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<iframe", b"<svg", b"<!doctype svg")


def sniff(head: bytes, path: str = "") -> str:
    """The type of a file that begins with `head`; UNKNOWN where nothing is recognised.

    `path` only serves to believe a text that calls itself a script.
    """
    for magic, media_type in _MAGIC:
        if head.startswith(magic):
            return media_type
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12], UNKNOWN)
    if head[4:8] == b"ftyp":
        return _of_brands(head)
    for magic, media_type in _PROGRAMS:
        if head.startswith(magic):
            return media_type
    text = _text_type(head, path)
    if text is not None:
        return text
    guessed = filetype.guess_mime(head)
    return UNKNOWN if guessed is None else _usual_name(guessed)


def refuse_dangerous(media_type: str) -> None:
    """FileRefused (type) for what could run: on the screen that shows it, or on the machine that opens it."""
    if media_type in _DANGEROUS:
        raise FileRefused(f"The file is {media_type}, which is not kept.", reason="type")


def _of_brands(head: bytes) -> str:
    """ISO media: the major brand first, then the compatible ones, say which of the family it is."""
    length = min(int.from_bytes(head[:4], "big"), 256)
    major = head[8:12].decode("latin-1")
    also = [head[at : at + 4].decode("latin-1") for at in range(16, length, 4)]
    for brands, media_type in _BRANDS:
        if major in brands:
            return media_type
    if major in {"isom", "iso2", "mp41", "mp42", "avc1", "dash"}:
        return "video/mp4"
    for brands, media_type in _BRANDS:
        if any(brand in brands for brand in also):
            return media_type
    return "video/mp4"


def _text_type(head: bytes, path: str) -> str | None:
    """The kind of text it is; None where it is not text."""
    start = _decoded(head)
    if start is None:
        return None
    lowered = start.lstrip("\ufeff \t\r\n").lower().encode()
    if any(sign in lowered[:1024] for sign in _MARKUP_SIGNS) or lowered.startswith(b"<!--"):
        return "image/svg+xml" if b"<svg" in lowered or b"doctype svg" in lowered else "text/html"
    if lowered.startswith(b"<?xml"):
        return "image/svg+xml" if b"<svg" in lowered or b"/svg" in lowered else "application/xml"
    if lowered.startswith(b"begin:vcard"):
        return "text/vcard"
    if lowered.startswith(b"begin:vcalendar"):
        return "text/calendar"
    return "text/x-script" if PurePosixPath(path).suffix.lower() in _SCRIPT_ENDINGS else "text/plain"


def _decoded(head: bytes) -> str | None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head[: len(head) & ~1].decode("utf-16", errors="replace")
    else:
        try:
            text = head.decode("utf-8")
        except UnicodeDecodeError as error:
            # Only a last letter that the head cuts in two is forgiven.
            if error.start < len(head) - 3:
                return None
            text = head[: error.start].decode("utf-8")
    return None if any(letter < " " and letter not in "\t\r\n\f\x1b" for letter in text) else text


def _usual_name(guessed: str) -> str:
    return {"audio/x-wav": "audio/wav", "audio/aac": "audio/aac", "image/heif": "image/heic"}.get(guessed, guessed)
