"""The component tags: every page is put together from these, so that a change of look is made in one place.

    {% card _("Team") %}
        {% slot actions %}{% link_button _("Invite") invite_url icon="plus" %}{% endslot %}
        ...
    {% endcard %}

Each tag renders the partial of its name in `templates/components/`, whose first comment explains its variables.
"""

from collections.abc import Sequence
from typing import Any

from django import template
from django.core.paginator import Page
from django.db.models import Model
from django.forms import BaseForm, BoundField
from django.http import QueryDict
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.components import compile_slot, compiler
from portal.states import state_of
from training.markdown import to_html

register = template.Library()

# Components with content (and slots), and the variables that each takes, in the order of positional arguments.
BLOCKS: dict[str, tuple[str, ...]] = {
    "callout": ("title", "tone"),
    "card": ("title", "text", "dom_id", "flush"),
    "dialog": ("dom_id", "title", "action", "accept", "kind", "wide", "opened"),
    "empty_state": ("title", "icon"),
    "error_page": ("code", "title"),
    "fact": ("label",),
    "page_header": ("title", "text", "crumbs", "state"),
    "stat": ("label", "text", "href"),
    "table": ("label", "stack"),
    "tabs": ("label",),
    "toolbar": ("label", "action"),
}

# Components without content.
LEAVES: dict[str, tuple[str, ...]] = {
    "badge": ("label", "tone", "icon"),
    "button": (
        "label",
        "kind",
        "icon",
        "icon_end",
        "name",
        "value",
        "form",
        "opens",
        "closes",
        "disabled",
        "hide_label",
    ),
    "choice": ("title", "text", "name", "value", "kind", "checked", "disabled", "reason", "meta"),
    "link_button": ("label", "href", "kind", "icon", "icon_end", "download", "hide_label"),
    "post_button": ("label", "action", "kind", "icon", "name", "value", "disabled", "hide_label"),
    "search": ("label", "name", "value"),
    "swatch": ("color", "label", "round"),
    "when": ("moment",),
}

# The partial of a form field whose widget is not one labelled box.
FIELDS = {
    "checkbox": "components/field_check.html",
    "checkboxselectmultiple": "components/field_group.html",
    "radioselect": "components/field_group.html",
}

SILENT = format_html('aria-hidden="{}"', "true")
AVATAR_TONES = ("info", "review", "success", "accent", "danger", "teal")

for _name, _variables in BLOCKS.items():
    register.tag(_name, compiler(_name, _variables, block=True))
for _name, _variables in LEAVES.items():
    register.tag(_name, compiler(_name, _variables, block=False))
register.tag("slot", compile_slot)


# Forms


@register.simple_tag
def field(
    bound: BoundField,
    *,
    label: str = "",
    hint: str = "",
    unit: str = "",
    slider: bool = False,
    slider_max: int = 100,
    hide_label: bool = False,
) -> SafeString:
    """Print a form field with label, hint and errors; `slider` puts a range control beside a number.

    The slider goes to `slider_max`, or to the field's own limit where that is less; what is more can be typed.
    """
    help_text = hint or bound.help_text
    described = [f"{bound.auto_id}_helptext"] * bool(help_text) + [f"{bound.auto_id}_error"] * bool(bound.errors)
    # A placeholder goes when one types; what it says belongs into the hint.
    attrs: dict[str, Any] = {"placeholder": False}
    if described and not bound.use_fieldset:
        attrs["aria-describedby"] = " ".join(described)
    values = {
        "field": bound,
        "control": bound.as_widget(attrs=attrs),
        "described": " ".join(described),
        "label": label or bound.label,
        "hint": help_text,
        "optional": not bound.field.required,
        "unit": unit,
        "slider": slider,
        "hide_label": hide_label,
        "slider_min": bound.field.widget.attrs.get("min", 0),
        "slider_max": min(slider_max, bound.field.widget.attrs.get("max", slider_max)),
    }
    return render_to_string(FIELDS.get(bound.widget_type, "components/field.html"), values)


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, Any]:
    """Print what is wrong with a form as one list at its top, each line a link to its field."""
    return {"form": form, "wrong": [bound for bound in form if bound.errors], "general": form.non_field_errors()}


# Where the reader is


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(*parts: str) -> dict[str, Any]:
    """Print the way to this page: label, URL, label, URL, ..., and last the label of the page itself."""
    return {"links": list(zip(parts[:-1:2], parts[1:-1:2], strict=True)), "here": parts[-1]}


@register.simple_tag
def crumbs(*parts: str) -> SafeString:
    """Give breadcrumbs to put into a page header: ``{% crumbs _("Projects") url project.title as way %}``."""
    return render_to_string("components/breadcrumbs.html", breadcrumbs(*parts))


@register.inclusion_tag("components/tab.html", takes_context=True)
def tab(
    context: Context, label: str, href: str, *, key: str = "", current: str = "", count: int | None = None
) -> dict[str, Any]:
    """Print one tab; the current one is where `key` equals `current` or, without a key, where the page has its URL."""
    is_current = key == current if key else _path(context) == href.partition("?")[0]
    return {"label": label, "href": href, "current": is_current, "count": count}


@register.inclusion_tag("components/nav_link.html", takes_context=True)
def nav_link(context: Context, label: str, href: str, *prefixes: str) -> dict[str, Any]:
    """Print a link of the main navigation; current when the name of this page's route starts with one of `prefixes`."""
    match = getattr(context.get("request"), "resolver_match", None)
    name = match.url_name or "" if match else ""
    return {"label": label, "href": href, "current": name.startswith(prefixes)}


@register.inclusion_tag("components/stepper.html")
def stepper(steps: Sequence[dict[str, Any]], current: int) -> dict[str, Any]:
    """Print the steps of a wizard (`label`, optional `url`), of which number `current`, from 1, is being done."""
    states = ["done" if number < current else "current" if number == current else "todo" for number in _numbers(steps)]
    return {"steps": [{**step, "state": state} for step, state in zip(steps, states, strict=True)], "total": len(steps)}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], *, parameter: str = "page") -> dict[str, Any]:
    """Print the links to the previous and the next page, keeping the rest of the address."""
    addresses = {
        f"{way}_url": _address(context, **{parameter: number()}) if there else ""
        for way, there, number in (
            ("previous", page.has_previous(), page.previous_page_number),
            ("next", page.has_next(), page.next_page_number),
        )
    }
    return {"page": page, **addresses}


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(context: Context, label: str, key: str, *, current: str = "", numeric: bool = False) -> dict[str, Any]:
    """Print a heading that sorts its table by ``?sort=key``, the other way round at the second press."""
    directions = {key: "ascending", f"-{key}": "descending"}
    direction = directions.get(current, "")
    href = _address(context, sort=f"-{key}" if direction == "ascending" else key, page=None)
    return {"label": label, "href": href, "direction": direction, "numeric": numeric}


# Figures


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Print a symbol of img/icons.svg: decoration, unless `label` says what it means. Lists print hundreds."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else SILENT
    return format_html('<svg class="icon" {}><use href="{}#{}"></use></svg>', spoken, static("img/icons.svg"), name)


@register.simple_tag
def markdown(text: str, is_page: bool = False) -> SafeString:
    """Print a text in Markdown; `is_page`: it fills a page of its own.

    The one place that calls HTML safe which is not a template's: it was cleaned.
    """
    return SafeString(to_html(text, is_page=is_page))


@register.inclusion_tag("components/status.html")
def status(value: str) -> dict[str, Any]:
    """Print a state of a task, a project, a job or an evaluation label with its word, tone and icon."""
    return {"state": state_of(value)}


@register.inclusion_tag("components/progress.html")
def progress(done: int, total: int, *, label: str = "", compact: bool = False) -> dict[str, Any]:
    """Print how much of a number of things is done."""
    percent = round(100 * done / total) if total else 0
    return {"done": done, "total": total, "label": label, "compact": compact, "percent": percent}


@register.inclusion_tag("components/score.html")
def score(value: float | None, previous: float | None = None, *, large: bool = False) -> dict[str, Any]:
    """Print a score (0 to 100) and by how much it differs from the previous one."""
    known = value is not None and previous is not None
    change = round(value, 1) - round(previous, 1) if known else None  # type: ignore[arg-type]
    return {
        "points": value,
        "previous": previous,
        "change": change,
        "direction": "same" if not change else "up" if change > 0 else "down",
        "large": large,
    }


@register.inclusion_tag("components/bar.html")
def bar(share: float, *, label: str = "", tone: str = "accent") -> dict[str, Any]:
    """Print a share (0-1) as a bar; the number itself belongs beside it."""
    return {"width": round(100 * share, 2), "label": label, "tone": tone}


@register.inclusion_tag("components/avatar.html")
def avatar(user: Model, *, with_name: bool = False) -> dict[str, Any]:
    """Print the initials of a user, beside the name when asked."""
    name = getattr(user, "name", "") or getattr(user, "email", "")
    words = [word for word in name.partition("@")[0].replace(".", " ").split() if word[0].isalnum()] or ["?"]
    letters = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    return {
        "name": name,
        "initials": letters.upper(),
        "tone": AVATAR_TONES[sum(name.encode()) % len(AVATAR_TONES)],
        "with_name": with_name,
    }


def _numbers(steps: Sequence[Any]) -> range:
    return range(1, len(steps) + 1)


def _path(context: Context) -> str:
    request = context.get("request")
    return request.path if request else ""


def _address(context: Context, **changes: Any) -> str:
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}"
