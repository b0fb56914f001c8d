"""Every way in which the provider says no. Bodies are as they were seen; `trace` is filled in on the way out."""

from html import escape

import msgspec

DOCS = "https://quo.com/docs"
FORBIDDEN = "User is forbidden to perform this action"


class Refused(Exception):
    """An answer that is not the thing asked for. `traced` bodies get a `trace` of the request."""

    def __init__(self, status: int, body: dict[str, object] | str, *, traced: bool = False) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body
        self.traced = traced

    def told(self, trace: str) -> tuple[bytes, bytes]:
        """The body and its content type."""
        if isinstance(self.body, str):
            return self.body.encode(), b"text/html; charset=utf-8"
        body = self.body
        if self.traced:
            inner = body.get("error")
            body = {"error": {**inner, "trace": trace}} if isinstance(inner, dict) else {**body, "trace": trace}
        return msgspec.json.encode(body), b"application/json; charset=utf-8"


def no_route(method: str, path: str) -> Refused:
    """The web framework's own page (seen live 2026)."""
    line = escape(f"Cannot {method} {path}")
    head = '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n'
    return Refused(404, f"{head}<body>\n<pre>{line}</pre>\n</body>\n</html>\n")


def gateway(message: str) -> Refused:
    """Authentication is refused by the gateway, in its own wrapping, on both surfaces (seen live 2026-06-15)."""
    return Refused(401, {"error": {"message": message, "key": "Unauthorized"}}, traced=True)


def too_many() -> Refused:
    """No capture of a real 429 exists: no `Retry-After`, and the envelope of the documents."""
    return Refused(429, {"title": "Too Many Requests", "message": "Too Many Requests", "docs": DOCS})


def v1(status: int, code: str, title: str, message: str | None = None, errors: list[object] | None = None) -> Refused:
    body: dict[str, object] = {"message": message or title, "code": code, "status": status, "docs": DOCS}
    body["title"] = title
    if errors:
        body["errors"] = errors
    return Refused(status, body, traced=True)


def v1_bad_request(resource: str, path: str, message: str, schema: str, value: object = None) -> Refused:
    """`resource` is the two digits that open the code: 01 calls, 02 messages…"""
    detail: dict[str, object] = {"path": path, "message": message, "schema": {"type": schema}}
    if value is not None:
        detail["value"] = value
    return v1(400, f"{resource}00400", "Bad Request", f"{path}: {message}", [detail])


def v1_not_found(resource: str, message: str = "Not Found") -> Refused:
    return v1(404, f"{resource}00404", "Not Found", message)


def dated(status: int, title: str, message: str, errors: list[object] | None = None) -> Refused:
    body: dict[str, object] = {"message": message, "docs": DOCS, "title": title}
    if errors:
        body["errors"] = errors
    return Refused(status, body, traced=True)


def dated_bad_request(path: str, message: str, value: object, schema: dict[str, object]) -> Refused:
    detail: dict[str, object] = {"path": path, "message": message, "value": value, "schema": schema}
    return dated(400, "Bad Request", "The input was invalid", [detail])


def no_webhook_id(name: str, ident: str) -> Refused:
    """The webhook endpoints say which member is wrong in the message itself, and give no trace."""
    message = "Expected string to match '^[0-9]+$'"
    detail = {
        "path": f"/{name}",
        "message": message,
        "value": ident,
        "schema": {"type": "String", "pattern": "^[0-9]+$"},
    }
    body: dict[str, object] = {"message": f"/{name}: {message}", "docs": DOCS, "title": "Bad Request"}
    return Refused(400, {**body, "errors": [detail]})


def bad_webhook(path: str, message: str, value: object, kind: str) -> Refused:
    """Of a body of the dated webhook endpoints, which carry a code (0304400, Invalid Input Format)."""
    detail: dict[str, object] = {"path": path, "message": message, "value": value, "schema": {"type": kind}}
    body: dict[str, object] = {"message": f"{path}: {message}", "code": "0304400", "docs": DOCS, "title": "Bad Request"}
    return Refused(400, {**body, "errors": [detail]})


def no_webhook(message: str) -> Refused:
    return Refused(404, {"message": message, "docs": DOCS, "title": "Not Found"})


def dated_not_found(noun: str) -> Refused:
    return dated(404, "Not Found", f"{noun} not found")


def dated_no_version() -> Refused:
    """Checked before the key is looked at (seen live 2026-10-08)."""
    message = "Unsupported or missing Quo-Api-Version header. Supported versions: 2026-03-30"
    return Refused(400, {"title": "Bad Request", "message": message, "docs": DOCS})


def withheld(surface: str, status: int) -> Refused:
    """What the plan does not pay for (402), or what the key may not see (403)."""
    title, message = ("Payment Required", "Subscription expired") if status == 402 else ("Forbidden", FORBIDDEN)
    if surface == "v1":
        return v1(status, f"0100{status}", title, message)
    return dated(status, title, message)


def broken(surface: str) -> Refused:
    if surface == "v1":
        return v1(500, "0101500", "Unknown", "We have encountered an unknown error")
    return dated(500, "Unknown", "We have encountered an unknown error")
