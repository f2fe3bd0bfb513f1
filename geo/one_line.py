"""The command lines' way to refuse: one line on standard error and exit status 2."""

from __future__ import annotations

import argparse
from typing import NoReturn


class OneLineParser(argparse.ArgumentParser):
    """argparse with one line for a wrong argument instead of the whole usage; subcommands inherit it."""

    def error(self, message: str) -> NoReturn:
        said = " ".join(message.split())
        self.exit(2, f"{self.prog}: {said} (--help shows what can be said)\n")
