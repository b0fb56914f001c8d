"""How long from a delivery until it stands on the open conversation, at 50 deliveries a second?

`onrecord serve` takes messages of one conversation; a page of it is open, which is told by `/live` and then asks for
what is new, as the browser does. A message counts as visible when the answer to that question holds its text.

    python bench/bench_visible.py [SECONDS]
"""

import os
import queue
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
from bench_hooks import SECRET
from ground import home, report
from hook_client import signed

PER_SECOND = 50
LIMIT_SECONDS = 1.0
USER = {"email": "ana@example.com", "password": "long enough for a bench"}
PATIENCE_SECONDS = 20


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    with home() as folder, serving(folder) as address, signed_in(address) as browser:
        page = open_conversation(browser, address)
        waits = watch(browser, address, page, int(seconds * PER_SECOND))
    at = lambda share: waits[min(len(waits) - 1, int(len(waits) * share))]  # noqa: E731 - short
    report(
        "From delivery to visible on the open conversation, at 50 deliveries a second (limit: p99 1 s)",
        ("messages", "seen", "p50 s", "p99 s", "most s", "limit s"),
        [[int(seconds * PER_SECOND), len(waits), at(0.5), at(0.99), waits[-1], LIMIT_SECONDS]],
    )


def watch(browser: httpx2.Client, address: str, page: str, count: int) -> list[float]:
    """Seconds from the sending of each message until the page had it, sorted."""
    sent: dict[str, float] = {}
    seen: dict[str, float] = {}
    news: queue.Queue[bool] = queue.Queue()
    with browser.stream("GET", "/live", timeout=None) as live:
        threading.Thread(target=_listen, args=(live, news), daemon=True).start()
        sending = threading.Thread(target=_send, args=(address, count, sent))
        sending.start()
        until = time.monotonic() + count / PER_SECOND + PATIENCE_SECONDS
        while len(seen) < count and time.monotonic() < until:
            try:
                news.get(timeout=1)
            except queue.Empty:
                continue
            while not news.empty():
                news.get_nowait()
            shown = browser.get(page).text
            now = time.monotonic()
            for name in re.findall(r"visible-\d{6}", shown):
                seen.setdefault(name, now)
        sending.join()
        live.close()
    return sorted(at - sent[name] for name, at in seen.items() if name in sent)


def _listen(live: httpx2.Response, news: "queue.Queue[bool]") -> None:
    try:
        for line in live.iter_lines():
            if line.startswith("data:"):
                news.put(True)
    except httpx2.HTTPError:
        return


def _send(address: str, count: int, sent: dict[str, float]) -> None:
    began = time.monotonic()
    with httpx2.Client(base_url=address) as provider:
        for number in range(count):
            time.sleep(max(0.0, began + number / PER_SECOND - time.monotonic()))
            name = f"visible-{number:06d}"
            sent[name] = time.monotonic()
            body, headers = signed(number, text=name, one_sender=True)
            provider.post("/hooks/quo", content=body, headers=headers).raise_for_status()


def open_conversation(browser: httpx2.Client, address: str) -> str:
    """The address of a conversation that has just begun."""
    body, headers = signed(10**6, text="the first", one_sender=True)
    httpx2.post(address + "/hooks/quo", content=body, headers=headers).raise_for_status()
    for _ in range(100):
        found = re.search(r'data-address="([^"]+)"', browser.get("/?view=all").text)
        if found:
            return f"/c/{found.group(1)}"
        time.sleep(0.2)
    raise SystemExit("the first message was never shown")


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    environment = os.environ | {
        "ONRECORD_HOME": str(folder),
        "ONRECORD_QUO_API_KEY": "",
        "ONRECORD_QUO_WEBHOOK_SECRETS": SECRET,
    }
    add = [sys.executable, "-m", "onrecord", "user", "add", USER["email"], "--password-stdin"]
    subprocess.run(add, env=environment, input=USER["password"] + "\n", text=True, check=True, capture_output=True)
    command = [sys.executable, "-m", "onrecord", "serve", "--port", "0"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    try:
        yield re.findall(r"http://[\w.:]+", process.stdout.readline())[0]
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextmanager
def signed_in(address: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=address, follow_redirects=True, timeout=30) as browser:
        browser.post("/sign-in", data=USER, headers={"Origin": address}).raise_for_status()
        yield browser


if __name__ == "__main__":
    os.environ.setdefault("BENCH_SECRET", SECRET)
    main()
