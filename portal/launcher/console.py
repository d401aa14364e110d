"""What the launcher says, and the one error that it shows as a sentence."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


class LauncherError(Exception):
    """Something the person at the terminal can put right; the message tells them how."""


def say(text: str) -> None:
    """Print a line now. A reader that went away (``./run | head``) must not take the portal down."""
    try:
        print(text, flush=True)
    except OSError:
        # The interpreter flushes once more at its end and would complain about the closed pipe.
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
