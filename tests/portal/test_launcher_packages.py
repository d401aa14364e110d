"""The environment: the locks, the stamps, and pip's wheel for a Python without pip."""

import base64
import hashlib
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from portal.launcher import packages, pip_wheel
from portal.launcher.console import ROOT, LauncherError
from portal.launcher.locks import FileLock, lock_portal

CONTENT = b"not really a wheel"


@pytest.fixture
def pinned(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """pip's configuration of this machine is left aside, and the pinned content is ours."""
    for name in ("INDEX_URL", "EXTRA_INDEX_URL", "FIND_LINKS", "CERT", "NO_INDEX"):
        monkeypatch.delenv(f"PIP_{name}", raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setattr(pip_wheel, "SHA256", hashlib.sha256(CONTENT).hexdigest())


class Index(BaseHTTPRequestHandler):
    """A package index behind a password, whose page links a file by a relative address."""

    def do_GET(self) -> None:
        expected = "Basic " + base64.b64encode(b"someone:se/cret").decode()
        if self.headers.get("Authorization") != expected:
            self.send_error(401)
            return
        page = f'<a href="../../files/{pip_wheel.WHEEL}#sha256=00">{pip_wheel.WHEEL}</a>'.encode()
        content = {"/simple/pip/": page, f"/files/{pip_wheel.WHEEL}": CONTENT}.get(self.path)
        if content is None:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def index_address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Index) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://someone:se%2Fcret@127.0.0.1:{server.server_port}/simple"
        server.shutdown()


@pytest.mark.usefixtures("pinned")
def test_pip_is_fetched_from_the_index_of_pips_own_settings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, index_address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", index_address)

    wheel = pip_wheel.fetch(tmp_path)

    assert wheel.read_bytes() == CONTENT
    assert "se" + "cret" not in capsys.readouterr().out


@pytest.mark.usefixtures("pinned")
def test_pip_is_fetched_from_a_folder_of_a_configuration_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "wheels").mkdir()
    (tmp_path / "wheels" / pip_wheel.WHEEL).write_bytes(CONTENT)
    (tmp_path / "pip.conf").write_text(f"[global]\nfind-links = {tmp_path / 'wheels'}\nno-index = true\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))

    assert pip_wheel.fetch(tmp_path).read_bytes() == CONTENT


@pytest.mark.usefixtures("pinned")
def test_a_wheel_with_another_content_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / pip_wheel.WHEEL).write_bytes(b"something else")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    monkeypatch.setenv("PIP_NO_INDEX", "1")

    with pytest.raises(pip_wheel.FetchError, match="another content"):
        pip_wheel.fetch(tmp_path)


def test_the_development_lock_contains_the_runtime_lock() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^[\w.-]+==\S+", (ROOT / name).read_text(), re.MULTILINE))

    assert pins(packages.RUNTIME)
    assert pins(packages.RUNTIME) <= pins(packages.DEVELOPMENT)


def test_an_environment_is_used_until_its_lock_changes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    installed = _fake_installation(monkeypatch, tmp_path)

    packages.prepare("requirements.txt")
    packages.prepare("requirements.txt")
    assert installed == ["requirements.txt"]

    (tmp_path / "requirements.txt").write_text("another lock")
    packages.prepare("requirements.txt")
    assert installed == ["requirements.txt"] * 2


def test_what_an_interrupted_installation_left_is_thrown_away(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    installed = _fake_installation(monkeypatch, tmp_path)
    packages.prepare("requirements.txt")
    half_unpacked = packages.VENV / "half"
    half_unpacked.touch()
    packages.UNFINISHED.touch()

    packages.prepare("requirements.txt")

    assert len(installed) == 2
    assert not half_unpacked.exists()


def _fake_installation(monkeypatch: pytest.MonkeyPatch, root: Path) -> list[str]:
    """Real environments in a temporary folder, without pip and without packages."""
    venv = root / ".venv"
    monkeypatch.setattr(packages, "ROOT", root)
    monkeypatch.setattr(packages, "VENV", venv)
    monkeypatch.setattr(packages, "VENV_PYTHON", venv / "bin" / "python")
    monkeypatch.setattr(packages, "UNFINISHED", venv / "touchstone-unfinished")
    monkeypatch.setattr(packages, "_ensure_pip", lambda: None)
    (root / "requirements.txt").write_text("a lock")
    installed: list[str] = []
    monkeypatch.setattr(packages, "_pip", lambda *arguments: installed.append(Path(arguments[-1]).name))
    return installed


def test_a_folder_runs_one_portal_at_a_time(tmp_path: Path) -> None:
    with lock_portal(tmp_path) as lock:
        lock.write_note("http://127.0.0.1:8088")

        with pytest.raises(LauncherError, match=r"runs already: http://127\.0\.0\.1:8088"):
            lock_portal(tmp_path)

    with lock_portal(tmp_path):
        pass


def test_a_lock_is_free_again_when_its_holder_was_killed(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from portal.launcher.locks import FileLock\n"
        "lock = FileLock(Path(sys.argv[1])); print(lock.try_acquire(), flush=True); time.sleep(300)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "lock")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "True\n"
        with FileLock(tmp_path / "lock") as lock:
            assert not lock.try_acquire()

            holder.kill()
            holder.wait()

            assert lock.try_acquire()
