"""The command line of `geo`: hotspots and events from files and addresses, without a database."""

from geo.cli.main import main

__all__ = ["main"]
