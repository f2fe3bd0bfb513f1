"""A wall without a browser: speaks Streamlit's own socket, so that fifty fit on one machine."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect


@dataclass
class Viewer:
    """One wall: `took` are the seconds from asking for a refresh until all of it was here, `sizes` the bytes
    of its packets."""

    url: str
    took: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    fragment: str = ""
    interval: float = 0.0

    async def _until_finished(self, socket: ClientConnection) -> None:
        async for frame in socket:
            assert isinstance(frame, bytes)
            message = ForwardMsg()
            message.ParseFromString(frame)
            kind = message.WhichOneof("type")
            if kind == "auto_rerun":
                self.fragment, self.interval = message.auto_rerun.fragment_id, message.auto_rerun.interval
            elif kind == "delta" and message.delta.new_element.HasField("bidi_component"):
                self.sizes.append(len(message.delta.new_element.bidi_component.bytes))
            elif kind == "script_finished":
                return
        raise ConnectionError("the server hung up")

    async def _ask(self, socket: ClientConnection, fragment: str = "") -> None:
        message = BackMsg()
        state = message.rerun_script
        state.page_name, state.fragment_id = "wall", fragment
        state.context_info.timezone = "Asia/Ho_Chi_Minh"
        await socket.send(message.SerializeToString())
        await self._until_finished(socket)

    async def watch(self, after_s: float, until: float) -> None:
        """Open the wall after a while, and refresh it as a browser does until a moment (monotonic)."""
        await asyncio.sleep(after_s)
        address = f"{self.url.replace('http', 'ws', 1)}/_stcore/stream"
        async with connect(address, max_size=2**24, origin=self.url, subprotocols=["streamlit"]) as socket:  # type: ignore[arg-type,list-item]
            await self._ask(socket)
            assert self.fragment, "the page set no timer"
            while time.monotonic() + self.interval < until:
                await asyncio.sleep(self.interval)
                begun = time.monotonic()
                await self._ask(socket, self.fragment)
                self.took.append(time.monotonic() - begun)
