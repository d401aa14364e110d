"""What the component tags show: figures, states, fields and where the reader is."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.template import Context, Template

from portal.states import STATES, state_of


class WeightForm(forms.Form):
    iou = forms.IntegerField(label="IoU", min_value=0, max_value=100, help_text="Overlap with the benchmark.")
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect, required=False)
    strict = forms.BooleanField(required=False)


def render(source: str, **values: object) -> str:
    return " ".join(Template("{% load ui %}" + source).render(Context(values)).split())


def test_score_is_shown_in_points_with_one_decimal():
    assert '<span class="score__points">87.3</span>' in render("{% score 87.31 %}")


@pytest.mark.parametrize(
    ("previous", "direction", "change"), [(80.0, "up", "+7.3"), (90.0, "down", "-2.7"), (87.3, "same", "0.0")]
)
def test_score_shows_its_change(previous, direction, change):
    page = render("{% score 87.3 previous %}", previous=previous)

    assert f"score__change--{direction}" in page
    assert f"<span>{change}</span>" in page


def test_score_that_is_not_there_yet_is_said_in_words():
    assert "No score yet" in render("{% score value %}", value=None)


@pytest.mark.parametrize("value", STATES)
def test_status_has_a_word_and_an_icon_of_the_sprite(value):
    sprite = Path(finders.find("img/icons.svg")).read_text()
    page = render("{% status value %}", value=value)

    assert str(STATES[value].label) in page
    assert f'<symbol id="{STATES[value].icon}"' in sprite


def test_unknown_state_is_shown_plainly():
    assert state_of("on_hold").label == "On hold"


def test_progress_of_nothing_does_not_divide_by_zero():
    assert 'max="1" value="0"' in render("{% progress 0 0 %}")


@pytest.mark.parametrize(
    ("name", "email", "initials"),
    [("Ada Lovelace", "", "AL"), ("Plato", "", "P"), ("", "emmy.noether@example.org", "EN"), ("", "", "?")],
)
def test_avatar_shows_initials(name, email, initials):
    assert f">{initials}</span>" in render("{% avatar user %}", user=SimpleNamespace(name=name, email=email))


def test_field_ties_its_hint_and_errors_to_the_control():
    page = render("{% field form.iou %}", form=WeightForm({"iou": 130}))

    assert 'aria-describedby="id_iou_helptext id_iou_error"' in page
    assert 'id="id_iou_helptext"' in page
    assert 'id="id_iou_error"' in page
    assert 'aria-invalid="true"' in page


def test_field_with_a_hint_of_its_own_ties_it_too():
    page = render('{% field form.strict hint="No mercy." %}', form=WeightForm())

    assert 'aria-describedby="id_strict_helptext"' in page
    assert '<div class="field__hint" id="id_strict_helptext">No mercy.</div>' in page


def test_field_of_a_number_may_have_a_slider_with_the_same_limits():
    page = render("{% field form.iou slider=True %}", form=WeightForm(initial={"iou": 60}))

    assert 'type="range" min="0" max="100" step="1" value="60"' in page
    assert 'data-slider-for="id_iou"' in page


def test_field_of_several_choices_is_a_group_with_a_legend():
    page = render("{% field form.kind %}", form=WeightForm())

    assert "<fieldset" in page
    assert page.count('type="radio"') == 2


def test_form_errors_link_to_the_fields():
    assert '<a href="#id_iou">IoU</a>' in render("{% form_errors form %}", form=WeightForm({}))


def test_tab_of_this_page_is_the_current_one(rf):
    page = render('{% tab "Here" "/a/" %}{% tab "There" "/b/" %}', request=rf.get("/a/?page=2"))

    assert '<a href="/a/" aria-current="page">' in page
    assert '<a href="/b/">' in page


def test_pagination_keeps_the_rest_of_the_address(rf):
    page = Paginator(range(30), 10).page(2)

    shown = render("{% pagination page %}", page=page, request=rf.get("/", {"q": "pear", "page": "2"}))

    assert 'href="?q=pear&amp;page=1"' in shown
    assert 'href="?q=pear&amp;page=3"' in shown
    assert "11–20 of 30" in shown


def test_sort_header_turns_the_order_at_the_second_press(rf):
    shown = render('{% sort_header "Name" "name" current="name" %}', request=rf.get("/", {"page": "4", "sort": "name"}))

    assert 'aria-sort="ascending"' in shown
    assert 'href="?sort=-name"' in shown


def test_stepper_marks_what_is_done_and_what_is_being_done():
    shown = render("{% stepper steps 2 %}", steps=[{"label": "Name", "url": "/1"}, {"label": "Ontology", "url": "/2"}])

    assert '<a class="step__label" href="/1">Name</a>' in shown
    assert 'step--current" aria-current="step"' in shown


@pytest.mark.parametrize(("cookie", "theme"), [("dark", "dark"), ("", "system"), ("<b>", "system")])
def test_theme_comes_from_the_cookie_when_it_is_a_known_one(client, db, cookie, theme):
    client.cookies["theme"] = cookie

    page = client.get("/accounts/login/")

    assert f'data-theme="{theme}"' in page.content.decode()
