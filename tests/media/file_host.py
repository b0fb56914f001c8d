"""A file host that misbehaves on demand, on a real port."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Behaviour = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class FileHost:
    """`behaviours` by path without query; `asked` are the request lines' targets with their headers."""

    url: str = ""
    behaviours: dict[str, Behaviour] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def serve(self, path: str, body: bytes, *, declared: str | None = "image/jpeg") -> str:
        """Answer with these bytes; the link."""
        self.behaviours[path] = lambda request: answer(request, 200, body, declared)
        return self.link(path)

    def refuse(self, path: str, status: int) -> str:
        self.behaviours[path] = lambda request: answer(request, status, b"no", "text/plain")
        return self.link(path)

    def redirect(self, path: str, to: str, status: int = 302) -> str:
        def behave(request: BaseHTTPRequestHandler) -> None:
            request.send_response(status)
            request.send_header("Location", to)
            request.send_header("Content-Length", "0")
            request.end_headers()

        self.behaviours[path] = behave
        return self.link(path)

    def link(self, path: str, sig: str = "secret") -> str:
        return f"{self.url}{path}?sig={sig}"


def answer(request: BaseHTTPRequestHandler, status: int, body: bytes, declared: str | None) -> None:
    request.send_response(status)
    if declared is not None:
        request.send_header("Content-Type", declared)
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)


def cut_after(sent: bytes, announced: int) -> Behaviour:
    """Announce more than is sent, then hang up."""

    def behave(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(announced))
        request.end_headers()
        request.wfile.write(sent)
        request.close_connection = True

    return behave


def without_length(body: bytes) -> Behaviour:
    def behave(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Connection", "close")
        request.end_headers()
        request.wfile.write(body)
        request.close_connection = True

    return behave


def drop_by_drop(body: bytes, seconds: float) -> Behaviour:
    """One byte after the other."""

    def behave(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        for byte in body:
            request.wfile.write(bytes([byte]))
            request.wfile.flush()
            time.sleep(seconds)

    return behave


@contextmanager
def running_file_host() -> Iterator[FileHost]:
    host = FileHost()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            host.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            behave = host.behaviours.get(self.path.partition("?")[0])
            try:
                if behave is None:
                    answer(self, 404, b"", None)
                else:
                    behave(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True  # whoever asked has heard enough

        def handle(self) -> None:
            with suppress(ConnectionResetError):  # between two requests
                super().handle()

        def log_message(self, *_: object) -> None:
            """Quietly."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    host.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
