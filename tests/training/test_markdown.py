"""Instructions in Markdown: what it becomes, and that nothing harmful comes out of it."""

import re

import pytest
from django.template import Context, Template
from django.urls import reverse

from tests.factories import TrainingProjectFactory, UserFactory
from training.markdown import to_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Draw **tightly**.", "<p>Draw <strong>tightly</strong>.</p>"),
        ("# Fruit", "<h3>Fruit</h3>"),
        ("###### Deep", "<h6>Deep</h6>"),
        ("- apple\n- pear", "<ul>\n<li>apple</li>\n<li>pear</li>\n</ul>"),
        ("3. apple", '<ol start="3">\n<li>apple</li>\n</ol>'),
        ("First.\n\nSecond.", "<p>First.</p>\n<p>Second.</p>"),
        ("[guide](https://example.org)", '<p><a href="https://example.org" rel="noopener noreferrer">guide</a></p>'),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("", ""),
    ],
)
def test_markdown_becomes_html(text, html):
    assert to_html(text).strip() == html


def test_tables_carry_no_style():
    html = to_html("| a | b |\n|:-:|---|\n| 1 | 2 |")

    assert "<table>" in html
    assert "style" not in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt&#58;alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](https://example.org/spy.png)",
        "<a href='https://example.org' onclick='alert(1)'>x</a>",
        "<style>body{display:none}</style>",
        '<https://example.org/"onmouseover=alert(1)>',
        "`<svg onload=alert(1)>`",
        "[x]: javascript:alert(1)\n[x]",
        "<iframe src=//example.org></iframe>",
    ],
)
def test_nothing_harmful_comes_out(text):
    html = to_html(text)

    tags = set(re.findall(r"<\s*/?\s*([a-zA-Z0-9]+)", html))
    assert tags <= {"p", "a", "code"}
    for tag in re.findall(r"<[^>]*>", html):
        assert not re.search(r"\bon\w+\s*=|javascript:|data:|style\s*=|src\s*=", tag, re.IGNORECASE), tag


def test_the_template_tag_prints_it():
    page = Template("{% load ui %}{% markdown text %}").render(Context({"text": "*so* <b>"}))

    assert page == "<p><em>so</em> &lt;b&gt;</p>\n"


@pytest.mark.django_db
def test_instructions_stand_in_the_queue_and_in_the_editor(client):
    trainee = UserFactory()
    project = TrainingProjectFactory(n_tasks=1, trainees=[trainee])
    project.instructions = "# Fruit\n\n**Tight** boxes. </script><script>alert(1)</script>"
    project.save()
    client.force_login(trainee)

    queue = client.get(reverse("task_queue", args=[project.uuid])).content.decode()
    editor = client.get(reverse("task_open", args=[project.uuid, project.tasks.get().uuid])).content.decode()

    for page in (queue, editor):
        assert "<strong>Tight</strong> boxes" in page
        assert "<script>alert" not in page


@pytest.mark.django_db
def test_admins_see_the_instructions_as_everyone_reads_them(client):
    project = TrainingProjectFactory(n_tasks=1)
    project.instructions = "**Tight** boxes."
    project.save()
    client.force_login(project.created_by)

    text = client.get(reverse("project_settings", args=[project.uuid])).content.decode()

    assert "<strong>Tight</strong> boxes." in text
