"""A mail server on this machine that keeps what it is given, and can be made to fail."""

import asyncio
import email
import email.policy
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from typing import Any


@dataclass
class Letter:
    sender: str
    recipients: list[str]
    raw: bytes

    @property
    def message(self) -> Message:
        return email.message_from_bytes(self.raw, policy=email.policy.SMTP)

    @property
    def text(self) -> str:
        payload = self.message.get_payload(decode=True)
        assert isinstance(payload, bytes)
        return payload.decode()


@dataclass
class Sink:
    port: int = 0
    letters: list[Letter] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)  # recipients nobody has here
    breaks_off: int = 0  # so many letters are kept, and the line goes dead before the yes

    def to(self, address: str) -> list[Letter]:
        return [letter for letter in self.letters if letter.recipients == [address]]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def say(line: str) -> None:
            writer.write(line.encode() + b"\r\n")

        say("220 sink")
        sender, recipients = "", []
        while line := (await reader.readline()).decode().rstrip("\r\n"):
            word = line[:4].upper()
            if word == "MAIL":
                sender, recipients = line.partition("<")[2].partition(">")[0], []
                say("250 ok")
            elif word == "RCPT":
                recipient = line.partition("<")[2].partition(">")[0]
                if recipient in self.refused:
                    say("550 nobody here")
                    continue
                recipients.append(recipient)
                say("250 ok")
            elif word == "DATA":
                say("354 go on")
                raw = (await reader.readuntil(b"\r\n.\r\n"))[:-3]
                self.letters.append(Letter(sender, recipients, raw.replace(b"\r\n..", b"\r\n.")))
                if self.breaks_off > 0:
                    self.breaks_off -= 1
                    break
                say("250 kept")
            elif word == "QUIT":
                say("221 bye")
                break
            else:
                say("250 ok")
        writer.close()


@contextmanager
def running_sink() -> Iterator[Sink]:
    sink, ready = Sink(), threading.Event()
    loop = asyncio.new_event_loop()

    async def start() -> Any:
        server = await asyncio.start_server(sink.serve, "127.0.0.1", 0, limit=2**22)
        sink.port = server.sockets[0].getsockname()[1]
        ready.set()
        return server

    def work() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(start())
        loop.run_forever()

    thread = threading.Thread(target=work, name="sink", daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield sink
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


def settings_for(sink: Sink) -> dict[str, Any]:
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": sink.port,
        "EMAIL_USE_SSL": False,
        "EMAIL_TIMEOUT": 5,
    }
