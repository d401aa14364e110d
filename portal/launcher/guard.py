"""Runs one command so that nothing of it outlives the process that asked for it.

Started as ``python -I guard.py [options] -- COMMAND ...`` by launcher.guarded; standard library only, and small, since
one stands beside each long-running part of the portal.

How it works:

- Standard input is one end of a socket pair whose other end only the starter holds. When the starter goes, by whatever
  signal, the system closes it and the guard reads the end of the file. This needs no help from the starter and works on
  macOS too, where there is no PR_SET_PDEATHSIG.
- The guard leads a session and a process group, which its starter kills when the guard itself was killed.
- SIGTERM asks the command to stop and waits for it; SIGINT ends everything at once.
- On Linux, what leaves the group (a browser, PostgreSQL's backends) falls to the guard when its own parent ends, and is
  found as a descendant.
- The command's exit code is reported over the socket: the guard's own is lost, as it ends by killing its whole group.
"""

import argparse
import ctypes
import os
import pwd
import select
import shutil
import signal
import subprocess
import sys
import time

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
IS_LINUX = sys.platform == "linux"
STARTER = 0  # the file descriptor of the socket


def main(arguments: list[str]) -> None:
    """Run the command until it ends or is to be stopped; then end everything that is left of it."""
    options = _parse(arguments)
    wake_read, wake_write = os.pipe()
    os.set_blocking(wake_write, False)
    os.set_blocking(wake_read, False)
    stops: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda number, _frame: stops.append(number))
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
    if IS_LINUX:
        _prctl(PR_SET_CHILD_SUBREAPER, 1)
    code = 1
    try:
        code = _supervise(options, wake_read, stops)
    finally:
        _end_descendants()
        if options.remove:
            shutil.rmtree(options.remove, ignore_errors=True)
        _report(code)
        os.killpg(0, signal.SIGKILL)


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--stop-signal", default="TERM")
    parser.add_argument("--grace", type=float, default=10.0, help="seconds between the stop signal and the kill")
    parser.add_argument("--user", help="the account to run the command as")
    parser.add_argument("--keep", type=int, action="append", default=[], help="a file descriptor to hand on")
    parser.add_argument("--remove", help="a folder to remove at the end")
    parser.add_argument("command", nargs="+")
    return parser.parse_args(arguments)


def _supervise(options: argparse.Namespace, wake_read: int, stops: list[int]) -> int:
    stop_signal = signal.Signals[f"SIG{options.stop_signal}"]
    try:
        child = _start(options, stop_signal)
    except OSError as error:
        sys.stderr.write(f"{options.command[0]}: {error}\n")
        return 127
    watched = [STARTER, wake_read]
    deadline = None
    while True:
        code = _reap(child.pid)
        if code is not None:
            child.returncode = code  # so that Popen does not wait for it again
            return code
        if deadline is None and (stops or STARTER not in watched):
            child.send_signal(stop_signal)
            deadline = time.monotonic() + options.grace
        if signal.SIGINT in stops or (deadline is not None and time.monotonic() > deadline):
            return -signal.SIGKILL
        ready, _, _ = select.select(watched, [], [], None if deadline is None else 0.2)
        if wake_read in ready:
            os.read(wake_read, 4096)
        if STARTER in ready and not os.read(STARTER, 4096):
            watched.remove(STARTER)


def _start(options: argparse.Namespace, stop_signal: signal.Signals) -> subprocess.Popen[bytes]:
    group = pwd.getpwnam(options.user).pw_gid if options.user else None

    def die_with_guard() -> None:
        # After the change of user, which clears it. For the case that guard and starter are killed together.
        if IS_LINUX:
            _prctl(PR_SET_PDEATHSIG, stop_signal)

    return subprocess.Popen(
        options.command,
        stdin=subprocess.DEVNULL,
        pass_fds=options.keep,
        user=options.user,
        group=group,
        extra_groups=[] if options.user else None,
        preexec_fn=die_with_guard,
    )


def _prctl(option: int, value: int) -> None:
    ctypes.CDLL(None).prctl(option, ctypes.c_ulong(value), 0, 0, 0)


def _reap(child: int) -> int | None:
    """Collect whatever ended, adopted orphans included; the exit code if the child was among it."""
    code = None
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return code
        if pid == 0:
            return code
        if pid == child:
            code = os.waitstatus_to_exitcode(status)


def _end_descendants() -> None:
    """Kill all that is left below the guard, several times over: what dies hands its own children up."""
    for _ in range(50):
        _reap(0)
        left = _descendants(os.getpid())
        if not left:
            return
        for pid in left:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        time.sleep(0.02)


def _descendants(root: int) -> list[int]:
    if not IS_LINUX:
        return []  # the kill of the group, which follows, is all that can be done
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", "rb") as file:
                    # The command's name, in brackets, may itself hold spaces and brackets.
                    parent = int(file.read().rpartition(b")")[2].split()[1])
            except (OSError, IndexError):
                continue
            children.setdefault(parent, []).append(int(name))
    found, queue = [], [root]
    while queue:
        queue += (below := children.get(queue.pop(), []))
        found += below
    return found


def _report(code: int) -> None:
    try:
        os.write(STARTER, f"{code}\n".encode())
    except OSError:
        return  # the starter is gone: nobody to tell


if __name__ == "__main__":
    main(sys.argv[1:])
