"""The machinery of component tags: arguments are checked when a template is compiled, content and slots are placed."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template, TemplateSyntaxError

from portal.templatetags.ui import BLOCKS, LEAVES

PARTIALS = Path(settings.BASE_DIR) / "templates" / "components"


def render(source: str, **values: object) -> str:
    return " ".join(Template("{% load ui %}" + source).render(Context(values)).split())


def test_block_puts_its_content_and_slots_into_the_partial():
    page = render('{% card "Team" %}{% slot footer %}<b>below</b>{% endslot %}<i>inside</i>{% endcard %}')

    assert '<h2 class="card__title">Team</h2>' in page
    assert '<div class="card__body"><i>inside</i></div>' in page
    assert '<footer class="card__footer"><b>below</b></footer>' in page


def test_slot_belongs_to_the_innermost_block():
    page = render('{% card "Outer" %}{% card "Inner" %}{% slot footer %}inner{% endslot %}{% endcard %}{% endcard %}')

    assert page.count("card__footer") == 1
    assert page.index("Inner") < page.index("card__footer")


def test_component_escapes_what_it_is_given():
    assert "&lt;script&gt;" in render("{% badge label %}", label="<script>")


def test_component_sees_nothing_but_its_variables():
    assert "secret" not in render("{% card %}text{% endcard %}", title="secret")


@pytest.mark.parametrize(
    "source",
    ['{% card titel="Team" %}{% endcard %}', '{% badge "a" "info" "plus" "more" %}', '{% badge "a" label="b" %}'],
    ids=["unknown name", "too many", "twice"],
)
def test_component_refuses_arguments_it_does_not_take(source):
    with pytest.raises(TemplateSyntaxError, match="takes"):
        render(source)


@pytest.mark.parametrize("name", [*BLOCKS, *LEAVES])
def test_partial_explains_every_variable_of_its_tag(name):
    explained = re.findall(r"^    (\w+(?: \w+)*?)  ", (PARTIALS / f"{name}.html").read_text(), re.MULTILINE)

    assert set(({**BLOCKS, **LEAVES})[name]) <= {word for line in explained for word in line.split()}


@pytest.mark.parametrize("partial", sorted(PARTIALS.glob("*.html")), ids=lambda path: path.stem)
def test_partial_opens_with_a_comment(partial):
    assert partial.read_text().startswith("{% comment %}\n")
