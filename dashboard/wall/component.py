"""The component: a few lines that load the wall's scripts once and hand over each packet.

The wall itself lives on the page's `window`, not in the component: Streamlit may mount it anew (after a
restart of the server it does), and neither map nor sound may begin again then.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

_LOADER = """
const loaded = window.canhluaWallFiles || (window.canhluaWallFiles = new Map());
function load(url, style) {
  if (!loaded.has(url)) loaded.set(url, new Promise((done, failed) => {
    const node = document.createElement(style ? "link" : "script");
    if (style) { node.rel = "stylesheet"; node.href = url; } else { node.src = url; node.async = false; }
    node.onload = done; node.onerror = () => { loaded.delete(url); node.remove(); failed(new Error(url)); };
    document.head.append(node);
  }));
  return loaded.get(url);
}
async function show(text) {
  const packet = JSON.parse(text);
  await Promise.all(packet.styles.map((url) => load(url, true)));
  for (const url of packet.scripts) await load(url, false);
  window.CanhLuaWall.of().take(packet);
}
export default function ({data}) {
  const text = typeof data === "string" ? data : new TextDecoder().decode(data);
  show(text).catch((error) => console.error("wall", error));
  return () => { if (window.canhluaWall) window.canhluaWall.left(); };
}
"""


def _mount() -> Any:
    return st.components.v2.component("canhlua_wall", html="<div></div>", js=_LOADER, isolate_styles=False)


_wall = _mount()


def show(data: bytes) -> None:
    """Hand a packet (JSON) to the wall of this page."""
    _wall(key="wall", data=data, height="content")
