"""What the launcher's tests ask about processes."""

import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path

PATIENCE_S = 60


def wait_until(condition: Callable[[], bool], patience_s: float = PATIENCE_S) -> bool:
    """Whether the condition came true before patience ran out."""
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def is_running(pid: int) -> bool:
    """Whether a process does anything still; a zombie that its new parent has not collected yet does not."""
    if Path("/proc/self/stat").exists():  # `ps` is missing on a bare Debian, /proc on a Mac
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2]
        except (FileNotFoundError, ProcessLookupError):
            return False
    else:
        state = subprocess.run(
            ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
        ).stdout
    return not state.strip().startswith(("Z", "X")) and bool(state.strip())


def all_gone(pids: Iterable[int]) -> bool:
    """Whether all of them end within our patience."""
    return wait_until(lambda: not any(is_running(pid) for pid in pids))
