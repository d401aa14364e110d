"""The examples of docs/api.md run, one after the other, against a portal."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.factories import CreatorFactory, UserFactory, picture_file
from training.services.tokens import create_token


@pytest.mark.django_db(transaction=True)
def test_the_examples_of_the_api_run(live_server, monkeypatch, tmp_path, capsys):
    UserFactory(email="trainee@example.org")
    _token, secret = create_token(actor=CreatorFactory(), name="Docs", scopes=["read", "label", "manage"], days=1)
    picture = tmp_path / "tree.png"
    picture.write_bytes(picture_file().read())
    for name, value in (("TOUCHSTONE_URL", live_server.url), ("TOUCHSTONE_TOKEN", secret), ("PICTURE", str(picture))):
        monkeypatch.setenv(name, value)
    text = (Path(settings.BASE_DIR) / "docs/api.md").read_text()
    names: dict[str, object] = {}

    for block in re.findall(r"^```python\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL):
        exec(compile(block, "docs/api.md", "exec"), names)  # noqa: S102 - the document is our own

    printed = capsys.readouterr().out.splitlines()
    assert printed[1:] == ["done", "[200, 422]", "1", "done", "title"]
