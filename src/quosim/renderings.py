"""The bytes of files, drawn and sounded on demand; the last few are kept, digests all."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from quosim.world.model import File, World

KEPT_BYTES = 64 * 2**20


class Renderings:
    """Safe to call from several threads: rendering happens off the event loop."""

    def __init__(self, world: World, render: Callable[[World, File], bytes] | None = None) -> None:
        self._world = world
        self._render = render or _render
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0
        self._digests: dict[str, str] = {}
        self._lock = Lock()

    def held(self, file: File) -> bytes | None:
        """The bytes, when they need not be made again."""
        with self._lock:
            return self._kept.get(file.id)

    def body(self, file: File) -> bytes:
        held = self.held(file)
        if held is not None:
            return held
        body = self._render(self._world, file)
        with self._lock:
            self._digests[file.id] = hashlib.sha256(body).hexdigest()
            self._size += len(body) - len(self._kept.pop(file.id, b""))
            self._kept[file.id] = body
            while self._size > KEPT_BYTES and len(self._kept) > 1:
                self._size -= len(self._kept.popitem(last=False)[1])
        return body

    def sha256(self, file: File) -> str:
        if file.id not in self._digests:
            self.body(file)
        return self._digests[file.id]


def _render(world: World, file: File) -> bytes:
    # Late, because drawing needs libraries that a server of texts alone can do without for its first answer.
    from quosim.files import render

    return render(world, file)
