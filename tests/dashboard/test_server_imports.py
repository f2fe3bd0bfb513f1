"""The maps of the pages need a server that begins before their component is loaded."""

from __future__ import annotations

import subprocess
import sys


def test_the_server_does_not_load_the_component_of_the_maps() -> None:
    """A component that is loaded before Streamlit's runtime is registered nowhere: its frame answers 404, and
    every folium map stays grey."""
    code = "import sys, dashboard.server; sys.exit('streamlit_folium' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, capture_output=True).returncode == 0
