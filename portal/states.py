"""What a state looks like: its words, its tone and its icon, so that no state is told by colour alone."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class State(NamedTuple):
    """One state as a reader sees it; `tone` is a colour of the style sheet, `icon` a symbol of img/icons.svg."""

    label: str | Promise
    tone: str
    icon: str


STATES: dict[str, State] = {
    # tasks
    "not_started": State(_("Not started"), "neutral", "circle"),
    "in_progress": State(_("In progress"), "info", "half"),
    "in_review": State(_("In review"), "review", "eye"),
    "completed": State(_("Completed"), "success", "check-circle"),
    "submitted": State(_("Submitted"), "success", "check-circle"),
    # projects
    "draft": State(_("Draft"), "neutral", "dashed"),
    "active": State(_("Active"), "info", "play"),
    "paused": State(_("Paused"), "warning", "pause"),
    # work in the background
    "queued": State(_("Waiting"), "neutral", "clock"),
    "running": State(_("Running"), "info", "half"),
    "done": State(_("Done"), "success", "check-circle"),
    "failed": State(_("Failed"), "danger", "alert"),
    "cancelled": State(_("Cancelled"), "neutral", "x"),
    # uploaded files
    "added": State(_("Added"), "success", "check-circle"),
    "duplicate": State(_("Already there"), "neutral", "copy"),
    "refused": State(_("Refused"), "danger", "alert"),
    # evaluation labels
    "matched": State(_("Matched"), "success", "check-circle"),
    "wrong_category": State(_("Wrong category"), "warning", "swap"),
    "missing": State(_("Missing"), "danger", "dashed"),
    "extra": State(_("Extra"), "danger", "plus"),
}


def state_of(value: str) -> State:
    """Give the look of a state; an unknown one is shown plainly rather than not at all."""
    return STATES.get(value, State(value.replace("_", " ").capitalize(), "neutral", "circle"))
