"""Starts the launcher with the system's Python, before any package is installed.

Run as ``python -I portal/bootstrap.py run|test ...``. The launcher is imported as a package of its own, not as
``portal.launcher``: nothing of the portal itself may be needed to set it up.
"""

import importlib
import sys
from pathlib import Path

if __name__ == "__main__":
    # At the end of the path, so that no module of the portal hides one of the standard library.
    sys.path.append(str(Path(__file__).resolve().parent))
    sys.exit(importlib.import_module("launcher.cli").main(sys.argv[1:]))
