"""A network that can be cut or go silent: a TCP proxy on the loopback interface."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Self


class Proxy:
    """Passes bytes between clients and a port, until it is told not to.

    Parameters
    ----------
    target
        The port to connect to; it may be gone for a while.
    """

    def __init__(self, target: int) -> None:
        self._target = target
        self._is_silent = False
        self._gates: set[asyncio.Event] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self.port = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.cut()
        self.speak()
        if self._server is not None:
            self._server.close()

    def cut(self) -> int:
        """Cut all connections at once; new ones are let in. Returns how many there were."""
        writers = list(self._writers)
        for writer in writers:
            writer.transport.abort()
        return len(writers) // 2

    def fall_silent(self) -> None:
        """Keep the connections open and pass nothing on, as a network does that is gone."""
        self._is_silent = True
        self.strand()

    def strand(self) -> None:
        """Pass nothing on over the connections there are; new ones work."""
        for gate in self._gates:
            gate.clear()

    def speak(self) -> None:
        """Pass on again, also what came meanwhile."""
        self._is_silent = False
        for gate in self._gates:
            gate.set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        gate = asyncio.Event()
        if not self._is_silent:
            gate.set()
        self._gates.add(gate)
        self._writers |= {writer, far_writer}
        try:
            await asyncio.gather(
                self._pass_on(reader, far_writer, gate), self._pass_on(far_reader, writer, gate)
            )
        finally:
            self._gates.discard(gate)
            self._writers -= {writer, far_writer}

    async def _pass_on(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, gate: asyncio.Event
    ) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                await gate.wait()
                writer.write(data)
                await writer.drain()
        writer.close()
