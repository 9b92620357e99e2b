"""A slow line: a TCP relay on loopback that holds every byte back for a while."""

import asyncio
import threading
from contextlib import suppress


class SlowLine:
    def __init__(self, port: int, to_port: int, *, delay: float) -> None:
        self.port, self.to_port, self.delay = port, to_port, delay
        self.url = f"http://localhost:{port}"
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def open(self) -> None:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._serve(), self._loop).result(10)

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    async def _end(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self) -> None:
        await asyncio.start_server(self._relay, "127.0.0.1", self.port)

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self.to_port)
        await asyncio.gather(self._pass(reader, there_writer), self._pass(there_reader, writer))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Each piece arrives `delay` later than it was sent, in order, without queueing up."""
        pieces: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        clock = asyncio.get_running_loop().time

        async def read() -> None:
            with suppress(OSError):
                while piece := await reader.read(65_536):
                    await pieces.put((clock() + self.delay, piece))
            await pieces.put((clock() + self.delay, b""))

        async def write() -> None:
            with suppress(OSError):
                while True:
                    due, piece = await pieces.get()
                    await asyncio.sleep(max(0.0, due - clock()))
                    if not piece:
                        break
                    writer.write(piece)
                    await writer.drain()
            writer.close()

        await asyncio.gather(read(), write())
