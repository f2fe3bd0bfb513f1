"""The arrows of the house hold: dashboard → data → geo, and nothing below dashboard knows Streamlit."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BELOW = {"geo": {"data", "dashboard"}, "data": {"dashboard"}}
SCREEN_LIBRARIES = {"streamlit", "folium", "streamlit_folium"}


def imports_of(file: Path) -> set[str]:
    """The top-level names that a file imports anywhere, also inside functions."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("package", sorted(BELOW))
def test_no_module_reaches_up(package):
    files = [f for f in (ROOT / package).rglob("*.py") if "local" not in f.parts]
    assert files
    reaching = {str(f.relative_to(ROOT)): imports_of(f) & (BELOW[package] | SCREEN_LIBRARIES) for f in files}
    assert {file: names for file, names in reaching.items() if names} == {}


def test_importing_geo_loads_neither_database_nor_screen():
    code = (
        "import sys, geo.__main__, geo.events, geo.locate, geo.hotspots\n"
        "loaded = {'sqlalchemy', 'streamlit', 'folium', 'data', 'dashboard'} & set(sys.modules)\n"
        "print(sorted(loaded))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.strip() == "[]"


def test_importing_the_server_declares_no_component_before_streamlit_runs():
    """Streamlit forgets what is declared earlier: every map would say "Component not found"."""
    code = "import sys, dashboard.server; print('streamlit_folium' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.split()[-1] == "False"
