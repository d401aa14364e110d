"""The chart tags: SVG made on the server, readable without colour, each with the table of its numbers behind it."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal import charts

register = template.Library()

AXIS = range(0, 101, 20)

# Written here and not as partials, since lists print dozens of them.
NOTHING = format_html('<span class="{}">–</span>', "muted")
INTERVAL = (
    '<svg class="interval" viewBox="-2 0 104 14" role="img" aria-label="{}">'
    '<line class="interval__track" x1="0" x2="100" y1="7" y2="7" />{}'
    '<rect class="interval__range" x="{}" width="{}" y="4.5" height="5" rx="1" />'
    '<circle class="interval__score" cx="{}" cy="7" r="3" /></svg>'
)
MARK = '<line class="interval__mark" x1="{}" x2="{}" y1="0" y2="14" />'
OUTCOMES = '<svg class="outcomes__bar" role="img" aria-label="{}">{}</svg>'
OUTCOME = (
    '<rect class="outcomes__part--{}" fill="url(#hatch-{})" x="{}%" width="{}%" height="100%">'
    "<title>{}: {}</title></rect>"
)


@register.inclusion_tag("components/chart_histogram.html")
def histogram(
    scores: Sequence[float], *, label: str, before: Sequence[float] | None = None, pass_mark: float | None = None
) -> dict[str, Any]:
    """Print how scores (0 to 100) are distributed; with `before`, over how they were."""
    return {
        "label": label,
        "bins": charts.histogram(scores, before),
        "has_before": before is not None,
        "ticks": [(charts.score_x(value), value) for value in AXIS],
        "pass_x": None if pass_mark is None else charts.score_x(pass_mark),
        "pass_mark": pass_mark,
        "base": charts.TOP + charts.PLOT_HEIGHT,
    }


@register.inclusion_tag("components/chart_line.html")
def line_chart(
    values: Sequence[tuple[str, int, float]], *, label: str, unit: str, pass_mark: float | None = None
) -> dict[str, Any]:
    """Print mean scores one after the other; `values` are label, number of tasks and mean, `unit` what a label is."""
    points = charts.line(values)
    return {
        "label": label,
        "unit": unit,
        "points": points,
        "path": " ".join(f"{point.x:.1f},{point.y:.1f}" for point in points),
        "ticks": [(charts.score_y(value), value) for value in AXIS],
        "pass_y": None if pass_mark is None else charts.score_y(pass_mark),
        "left": charts.LEFT,
        "right": charts.LEFT + charts.PLOT_WIDTH,
        "base": charts.TOP + charts.PLOT_HEIGHT,
    }


@register.simple_tag
def interval(estimate: Any, *, pass_mark: float | None = None) -> SafeString:
    """Print a score with the interval it is sure to on a scale from 0 to 100, and the pass mark across it."""
    said = _("%(score)s, between %(low)s and %(high)s") % {
        "score": number_format(estimate.mean, 1),
        "low": number_format(estimate.low, 1),
        "high": number_format(estimate.high, 1),
    }
    mark = "" if pass_mark is None else format_html(MARK, _plain(pass_mark), _plain(pass_mark))
    width = _plain(estimate.high - estimate.low)
    return format_html(INTERVAL, said, mark, _plain(estimate.low), width, _plain(estimate.mean))


@register.simple_tag
def outcome_bar(outcomes: Any) -> SafeString:
    """Print the shares of outcomes as one bar, the numbers as its description. Lists print dozens."""
    parts = [part for part in charts.stacked(outcomes.parts) if part.count]
    if not parts:
        return NOTHING
    said = ", ".join(f"{part.label} {number_format(part.percent, 0)} %" for part in parts)
    cells = ((part.key, part.key, _plain(part.x), _plain(part.width), part.label, part.count) for part in parts)
    return format_html(OUTCOMES, said, format_html_join("", OUTCOME, cells))


@register.inclusion_tag("components/chart_outcomes.html")
def outcome_words(outcomes: Any) -> dict[str, Any]:
    """Print what a bar of outcomes says, with its hatchings."""
    return {"parts": charts.stacked(outcomes.parts)}


@register.filter
def shade(share: float) -> int:
    """In which of ten steps a cell with this share is shaded."""
    return charts.shade(share)


def _plain(value: float) -> str:
    """A number as SVG takes it, whatever the reader's language."""
    return f"{value:.2f}"
