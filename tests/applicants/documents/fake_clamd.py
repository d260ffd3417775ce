"""A small clamd over a real socket: it speaks the protocol, and behaves as it is told."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"


@dataclass
class FakeClamd:
    """What it was sent, and how it answers: `honest`, or one of the ways in which a scanner fails."""

    behaviour: str
    address: str = ""
    limit: int = 25 * 1024 * 1024
    streams: list[bytes] = field(default_factory=list)

    def serve(self, line: socket.socket) -> None:
        """One connection."""
        with line:
            line.settimeout(5)
            if self.behaviour == "hang up":
                return
            if self.behaviour == "hang":
                time.sleep(1)
                return
            if _exactly(line, 10) != b"zINSTREAM\0":
                line.sendall(b"UNKNOWN COMMAND\0")
                return
            content = self.read(line)
            if content is not None:
                line.sendall(self.answer(content))

    def read(self, line: socket.socket) -> bytes | None:
        """The stream; None where it went beyond the limit, which is said and ends the connection."""
        content = b""
        while size := int.from_bytes(_exactly(line, 4), "big"):
            if len(content) + size > self.limit:
                line.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return None
            content += _exactly(line, size)
        self.streams.append(content)
        return content

    def answer(self, content: bytes) -> bytes:
        """What it says of a stream."""
        match self.behaviour:
            case "honest":
                return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
            case "garbage":
                return b"\xff\xfe whatever\0"
            case "error":
                return b"stream: Can't allocate memory ERROR\0"
            case "no end":
                return b"stream: OK"
            case "endless":
                return b"a" * 100_000
            case _:
                return b""


def _exactly(line: socket.socket, number: int) -> bytes:
    got = b""
    while len(got) < number:
        piece = line.recv(number - len(got))
        if not piece:
            raise ConnectionError
        got += piece
    return got


@contextmanager
def fake_clamd(
    behaviour: str = "honest", *, unix: Path | None = None, limit: int = 25 * 1024 * 1024
) -> Iterator[FakeClamd]:
    """A clamd that listens while the block runs, on a Unix socket where a path is given."""
    clamd = FakeClamd(behaviour, limit=limit)
    server = socket.socket(socket.AF_UNIX if unix else socket.AF_INET)
    server.bind(str(unix) if unix else ("127.0.0.1", 0))
    server.listen()
    clamd.address = str(unix) if unix else f"127.0.0.1:{server.getsockname()[1]}"

    def listen() -> None:
        while True:
            try:
                line, _ = server.accept()
            except OSError:
                return
            try:
                clamd.serve(line)
            except OSError:
                continue

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    try:
        yield clamd
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(5)
