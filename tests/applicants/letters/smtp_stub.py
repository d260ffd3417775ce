"""The other side: a mail server that takes letters, refuses them, hangs or dies, as a test tells it.

As a program (`python -m tests.applicants.letters.smtp_stub PORT FILE`) it writes every letter it took to a file, one JSON a line.
"""

import json
import socketserver
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import IO, Any, cast


class Server(socketserver.ThreadingTCPServer):
    """Takes letters. What it does with a recipient follows from `answers`: address -> (code, words) for RCPT."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, port: int = 0, file: IO[str] | None = None) -> None:
        super().__init__(("127.0.0.1", port), _Conversation)
        self.letters: list[tuple[str, EmailMessage]] = []
        self.answers: dict[str, tuple[int, str]] = {}
        self.connections = 0
        self.die_in_data = self.hang_in_data = self.drop_at_mail = False
        self.most_per_connection = 10**9
        self.slowly = 0.0
        self.file = file
        self.lock = threading.Lock()

    @property
    def url(self) -> tuple[str, int]:
        """Where it listens."""
        return self.server_address[0], self.server_address[1]  # type: ignore[return-value]

    def took(self, to: str, raw: bytes) -> None:
        """A letter was handed over whole."""
        message = cast(EmailMessage, message_from_bytes(raw, policy=policy.default))
        with self.lock:
            self.letters.append((to, message))
            if self.file:
                print(json.dumps({"to": to, "id": message["Message-ID"].strip()}), file=self.file, flush=True)

    @property
    def per_recipient(self) -> Counter[str]:
        """How many letters each address got."""
        return Counter(to for to, _ in self.letters)


class _Conversation(socketserver.StreamRequestHandler):
    server: Server

    def say(self, code: int, words: str = "ok") -> None:
        self.wfile.write(f"{code} {words}\r\n".encode())

    def handle(self) -> None:
        with self.server.lock:
            self.server.connections += 1
        self.to, self.letters, self.over = "", 0, False
        try:
            self.say(220, "stub")
            while not self.over and (line := self.rfile.readline()):
                answer = getattr(self, f"on_{line[:4].decode().strip().lower()}", None)
                self.say(250) if answer is None else answer(line[4:].decode().strip())
        except (ConnectionError, TimeoutError):
            return

    def on_mail(self, _sender: str) -> None:
        self.letters += 1
        if self.server.drop_at_mail:
            self.over = True
        elif self.letters > self.server.most_per_connection:
            self.say(421, "too many letters over one connection")
            self.over = True
        else:
            self.say(250)

    def on_rcpt(self, argument: str) -> None:
        self.to = argument.partition("<")[2].partition(">")[0]
        self.say(*self.server.answers.get(self.to, (250, "ok")))

    def on_data(self, _nothing: str) -> None:
        self.say(354, "go ahead")
        raw = b""
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            raw += line[1:] if line.startswith(b".") else line
        if self.server.hang_in_data:
            time.sleep(2)
        if self.server.die_in_data or self.server.hang_in_data:
            self.over = True
            return
        time.sleep(self.server.slowly)
        self.server.took(self.to, raw)
        self.say(250, "taken")

    def on_quit(self, _nothing: str) -> None:
        self.say(221)
        self.over = True


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    """The server, answering until the block ends."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def main(arguments: list[str]) -> Any:
    """Serve on a port, write to a file, until killed."""
    with open(arguments[1], "a", encoding="utf-8") as file:
        server = Server(int(arguments[0]), file)
        server.slowly = 0.002
        server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1:])
