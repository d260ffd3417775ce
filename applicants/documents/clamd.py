"""A small client of clamd, the malware scanner of ClamAV: one command, INSTREAM, over its own protocol.

The bytes go in chunks, each behind its length as four bytes (network order); a length of zero ends them; the answer is one text
that ends with NUL: `stream: OK`, `stream: <signature> FOUND`, or something that ends with `ERROR`.
"""

import socket
import time
from typing import Final

CHUNK: Final = 64 * 1024
LONGEST_ANSWER: Final = 4096


class ClamdFailed(RuntimeError):
    """The scanner did not say whether the file is clean."""


def scan(content: bytes, *, address: str, seconds: float) -> str:
    """The name of what clamd finds in `content`; the empty text where it finds nothing. Raises ClamdFailed for everything else.

    `address` is the path of a Unix socket, or `host:port`. `seconds` is the most that all of it may take.
    """
    until = time.monotonic() + seconds
    try:
        with _connect(address, seconds) as line:
            answer = _send(line, content, until)
    except (OSError, ValueError) as error:
        raise ClamdFailed(str(error) or type(error).__name__) from error
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND").strip() or "unnamed"
    raise ClamdFailed(f"it said {answer[:200]!r}")


def _connect(address: str, seconds: float) -> socket.socket:
    if address.startswith(("/", "unix:")):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(seconds)
        try:
            line.connect(address.removeprefix("unix://").removeprefix("unix:"))
        except BaseException:
            line.close()
            raise
        return line
    host, _, port = address.removeprefix("tcp://").rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=seconds)


def _send(line: socket.socket, content: bytes, until: float) -> str:
    try:
        _write(line, b"zINSTREAM\0", until)
        for at in range(0, len(content), CHUNK):
            chunk = content[at : at + CHUNK]
            _write(line, len(chunk).to_bytes(4, "big") + chunk, until)
        _write(line, bytes(4), until)
    except (BrokenPipeError, ConnectionResetError):
        pass  # it stopped listening, as it does above its size limit: its answer says why
    return _answer(line, until)


def _write(line: socket.socket, data: bytes, until: float) -> None:
    _wait_no_longer(line, until)
    line.sendall(data)


def _answer(line: socket.socket, until: float) -> str:
    said = b""
    while not said.endswith(b"\0"):
        _wait_no_longer(line, until)
        piece = line.recv(LONGEST_ANSWER)
        if not piece:
            raise ClamdFailed("it hung up before it had answered")
        said += piece
        if len(said) > LONGEST_ANSWER:
            raise ClamdFailed("its answer does not end")
    return said[:-1].decode("utf-8", errors="replace")


def _wait_no_longer(line: socket.socket, until: float) -> None:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("it took too long")
    line.settimeout(left)
