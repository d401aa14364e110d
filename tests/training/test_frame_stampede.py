"""Many requests for frames at once: a few may wait, the others are told when to come back, and no thread is lost."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from tests.factories import DatasetFactory
from tests.videos import make_video
from training.decoding import stills
from training.modalities import video
from training.services.media import add_files
from training.views.media import serve_frame

pytestmark = pytest.mark.django_db(transaction=True)

WAITERS = 2
CROWD = 8


@pytest.fixture
def unit(settings, tmp_path):
    settings.FRAME_CACHE_ROOT = tmp_path / "cache"
    settings.SCRATCH_ROOT = tmp_path / "scratch"
    settings.FRAME_WAITERS = WAITERS
    dataset = DatasetFactory()
    file = SimpleUploadedFile("film.mp4", make_video(400, gop=12))
    (outcome,) = add_files(actor=dataset.created_by, dataset=dataset, files=[file])
    # Threads of the test share no database: the tables are looked up before.
    video._video(outcome.data_unit.uuid)
    return outcome.data_unit


@pytest.fixture
def slow_decoder(monkeypatch):
    """Decoding begins only once the event is set."""
    begin = threading.Event()

    def decode(*args, **arguments):
        begin.wait(20)
        return stills_decode(*args, **arguments)

    stills_decode = stills.decode
    monkeypatch.setattr(stills, "decode", decode)
    yield begin
    begin.set()
    for run in list(stills.STILLS._runs):
        run.wait(stills._folder("never"))


def ask(unit, index):
    return serve_frame(RequestFactory().get("/"), unit, index)


def test_a_crowd_is_sent_away_and_what_is_there_is_served_meanwhile(unit, slow_decoder):
    slow_decoder.set()
    assert ask(unit, 0).status_code == 200
    for run in list(stills.STILLS._runs):
        run.wait(stills._folder("never"))
    slow_decoder.clear()
    sent_away = threading.Semaphore(0)

    def come(index):
        answer = ask(unit, index)
        if answer.status_code == 503:
            sent_away.release()
        return answer

    with ThreadPoolExecutor(CROWD) as crowd:
        answers = [crowd.submit(come, 40 * number + 39) for number in range(1, CROWD + 1)]
        for _number in range(CROWD - WAITERS):
            assert sent_away.acquire(timeout=10)
        assert ask(unit, 3).status_code == 200
        slow_decoder.set()
        found = [answer.result(20) for answer in answers]

    busy = [answer for answer in found if answer.status_code == 503]
    assert len(busy) == CROWD - WAITERS
    assert {(answer["Retry-After"], answer["Cache-Control"]) for answer in busy} == {("1", "no-store")}
    assert sum(answer.status_code == 200 for answer in found) == WAITERS
    assert ask(unit, 199).status_code == 200


def test_no_request_waits_for_ever_and_the_work_goes_on_without_it(unit, slow_decoder, monkeypatch):
    monkeypatch.setattr(stills, "WAIT_S", 0.2)

    late = ask(unit, 100)

    assert (late.status_code, late["Retry-After"]) == (503, "1")
    slow_decoder.set()
    for run in list(stills.STILLS._runs):
        run.wait(stills._folder("never"), 20)
    monkeypatch.setattr(stills, "decode", None)
    assert ask(unit, 100).status_code == 200
