"""What may go into the vault, judged while it comes in: from a link or from a person's hand, the rules are the same."""

import time
from collections.abc import Iterator

from onrecord.domain.artefact import TOO_LARGE
from onrecord.domain.errors import FileRefused, FileUnavailable
from onrecord.media.sniff import HEAD_BYTES, refuse_dangerous, sniff


def bounded(pieces: Iterator[bytes], size_limit_bytes: int, until: float) -> Iterator[bytes]:
    """The same pieces, as long as they are not too many and come before `until`, a time of `time.monotonic`."""
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > size_limit_bytes:
            raise FileRefused("The file is larger than the limit.", reason=TOO_LARGE, least_bytes=size)
        if time.monotonic() > until:
            raise FileUnavailable("The file comes too slowly.")
        yield piece


def admitted(pieces: Iterator[bytes], path: str, size_limit_bytes: int, until: float) -> Iterator[bytes]:
    """The same pieces, as long as they may be kept; `until` is a time of `time.monotonic`.

    Nothing dangerous reaches the disk: the head is judged first. Raises FileRefused (size, type, empty) and
    FileUnavailable.
    """
    head, judged = b"", False
    for piece in bounded(pieces, size_limit_bytes, until):
        if judged:
            yield piece
            continue
        head += piece
        if len(head) >= HEAD_BYTES:
            refuse_dangerous(sniff(head[:HEAD_BYTES], path))
            judged = True
            yield head
    if not head:
        raise FileRefused("What came was an empty file.", reason="empty")
    if not judged:
        refuse_dangerous(sniff(head, path))
        yield head
