"""Carrying a request to whatever may be at the other end."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from quosim.deliveries.courier import ANSWER_KEPT, Courier

Answering = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"


async def _asked(reader):
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.startswith(b"content-length"))
    return head, await reader.readexactly(length)


def posts(answer: Answering, count=1, *, seconds=5.0, path="/hook?a=1"):
    """The replies to so many requests, one after the other, and how many connections they took."""

    async def run():
        opened = 0

        async def serve(reader, writer):
            nonlocal opened
            opened += 1
            try:
                await answer(reader, writer)
            except (asyncio.IncompleteReadError, ConnectionError):
                pass  # the courier has hung up
            finally:
                writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        courier = Courier(seconds)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}{path}"
        replies = [await courier.post(url, [("webhook-id", "msg_1")], b'{"a":1}') for _ in range(count)]
        courier.close()
        server.close()
        await server.wait_closed()
        return replies, opened

    return asyncio.run(run())


def test_a_connection_is_kept_for_the_next_request():
    async def answer(reader, writer):
        while True:
            head, body = await _asked(reader)
            assert head.startswith(b"POST /hook?a=1 HTTP/1.1\r\nhost: 127.0.0.1:")
            assert b"\r\nwebhook-id: msg_1\r\n" in head
            assert body == b'{"a":1}'
            writer.write(OK)

    replies, opened = posts(answer, 3)
    assert ([reply.code for reply in replies], opened) == ([200] * 3, 1)
    assert replies[0].body == "ok"


def test_a_connection_that_the_other_side_closes_after_each_answer_is_opened_again():
    async def answer(reader, writer):
        await _asked(reader)
        writer.write(OK.replace(b"content-length", b"connection: close\r\ncontent-length"))
        await writer.drain()

    replies, opened = posts(answer, 3)
    assert ([reply.code for reply in replies], opened) == ([200] * 3, 3)


def test_a_kept_connection_that_dies_unseen_costs_no_failure():
    async def answer(reader, writer):
        await _asked(reader)
        writer.write(OK)
        await writer.drain()
        await reader.readuntil(b"\r\n\r\n")  # the next request comes in, and nobody answers it

    replies, opened = posts(answer, 2)
    assert ([reply.code for reply in replies], opened) == ([200, 200], 2)


@pytest.mark.parametrize("status", [202, 302, 404, 503])
def test_the_status_is_told_as_it_is_and_a_redirect_is_not_followed(status):
    async def answer(reader, writer):
        await _asked(reader)
        writer.write(b"HTTP/1.1 %d X\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n" % status)
        await writer.drain()

    replies, opened = posts(answer)
    assert ([reply.code for reply in replies], opened) == ([status], 1)


def test_a_body_in_chunks_is_read_and_a_long_one_is_cut():
    async def answer(reader, writer):
        await _asked(reader)
        writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
        writer.write(b"7d0\r\n" + b"x" * 2000 + b"\r\n0\r\n\r\n")
        await writer.drain()

    (reply,), _ = posts(answer)
    assert (reply.code, reply.body) == (200, "x" * ANSWER_KEPT)


@pytest.mark.parametrize("told", [b"", b"HTTP/1.1 200 OK\r\ncontent-le", b"nonsense\r\n\r\n"])
def test_what_is_no_answer_counts_as_none(told):
    async def answer(reader, writer):
        await _asked(reader)
        writer.write(told)
        await writer.drain()

    (reply,), _ = posts(answer)
    assert reply.code == 0


def test_silence_is_a_failure_when_the_time_is_up():
    async def answer(reader, _writer):
        await _asked(reader)
        await reader.read()

    (reply,), _ = posts(answer, seconds=0.05)
    assert (reply.code, reply.duration_ms >= 40) == (0, True)


def test_nobody_there_or_no_address_at_all_is_a_failure():
    async def run():
        courier = Courier(1.0)
        return [(await courier.post(url, [], b"")).code for url in ("http://127.0.0.1:9/x", "http://127.0.0.1:many/x")]

    assert asyncio.run(run()) == [0, 0]
