"""The decoding processes: what a hostile file does to one is done to nothing else."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from tests.factories import picture_file
from training.decoding.client import DecoderLostError, Pool, pool
from training.decoding.refusal import RefusalError
from training.decoding.scratch import Scratch
from training.decoding.sentences import NOTES, SENTENCES
from training.errors import InvalidError

ROOT = Path(__file__).parents[2]


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "picture.png"
    path.write_bytes(picture_file().read())
    return path


def read(picture, **more):
    return {"path": str(picture), "out": f"{picture}.out", "max_pixels": 100, **more}


@pytest.fixture
def own_pool():
    own = Pool(1)
    yield own
    own.close()


def children_of(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_a_decoder_that_is_killed_is_replaced(own_pool, picture):
    assert own_pool.call("images.read", read(picture), timeout_s=20)["width"] == 8
    (decoder,) = own_pool._idle
    os.kill(decoder._process.pid, signal.SIGKILL)

    with pytest.raises(DecoderLostError):
        own_pool.call("images.read", read(picture), timeout_s=20)

    assert own_pool.call("images.read", read(picture), timeout_s=20)["width"] == 8


def test_a_decoder_that_hangs_is_killed(own_pool, tmp_path):
    fifo = tmp_path / "hangs.png"
    os.mkfifo(fifo)
    begun = time.monotonic()

    with pytest.raises(DecoderLostError):
        own_pool.call("images.read", read(fifo), timeout_s=1)

    assert time.monotonic() - begun < 4
    assert own_pool._idle == []


def test_a_decoder_sees_no_secret(own_pool, picture):
    own_pool.call("images.read", read(picture), timeout_s=20)
    (decoder,) = own_pool._idle

    environment = Path(f"/proc/{decoder._process.pid}/environ").read_bytes()

    assert b"SECRET_KEY" not in environment
    assert b"DATABASE_URL" not in environment


def test_a_decoder_has_its_memory_limited(own_pool, picture, settings):
    own_pool.call("images.read", read(picture), timeout_s=20)
    (decoder,) = own_pool._idle

    limits = Path(f"/proc/{decoder._process.pid}/limits").read_text()

    assert str(settings.DECODER_MEMORY_BYTES) in next(line for line in limits.splitlines() if "address space" in line)


def test_threads_share_the_decoders(picture):
    found = []

    def work(number):
        found.append(pool().call("images.read", read(picture, out=f"{picture}.{number}"), timeout_s=30)["width"])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [8] * 8


def test_a_refusal_is_a_sentence(own_pool, picture):
    with pytest.raises(InvalidError, match="more than 0 million pixels"):
        own_pool.call("images.read", read(picture) | {"max_pixels": 1}, timeout_s=20)


def test_every_refusal_and_note_of_the_decoders_has_its_sentence():
    code = "".join(path.read_text() for path in (ROOT / "training/decoding").glob("*.py") if path.stem != "sentences")

    assert RefusalError("picture_damaged").code in SENTENCES
    for key in SENTENCES | NOTES:
        assert f'"{key}"' in code, f"{key} stands for nothing"


def test_scratch_is_gone_afterwards():
    with Scratch() as scratch:
        folder = scratch.folder
        assert Path(scratch.path_of(picture_file())).read_bytes() == picture_file().read()

    assert not folder.exists()
