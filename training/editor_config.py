"""What the label editor's page is told: classes, frames, addresses, words. A key here is one the editor reads."""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.shortcuts import resolve_url
from django.templatetags.static import static
from django.utils.translation import gettext as _

from training.models import Ontology, Project
from training.selectors.functions import scored_classes
from training.selectors.ontologies import hotkeys

AUTOSAVE = {"debounce_ms": 1000, "max_wait_ms": 10_000}


def ontology_config(ontology: Ontology, *, scored: Collection[int] = ()) -> dict[str, Any]:
    """The classes that can be labelled with, in their order; archived ones only show what was labelled before.

    Classes that are ``scored`` are offered all the same: a benchmark asks for what it was made with.
    """
    classes = list(ontology.classes.all())
    keys = hotkeys(classes)
    return {
        "classes": [
            {
                "hash": item.feature_hash,
                "kind": item.kind,
                "name": item.name,
                "shape": item.shape,
                "color": item.color,
                "hotkey": keys.get(item.pk, ""),
                "required": item.required,
                "archived": item.archived and item.pk not in scored,
                "attributes": item.attributes,
                "skeleton": item.skeleton or None,
            }
            for item in classes
        ]
    }


def editor_config(
    *,
    mode: str,
    title: str,
    project: Project,
    project_url: str,
    media: dict[str, Any],
    urls: dict[str, str | None],
    user: Any,
    actions: list[dict[str, Any]] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """The configuration of one editor page; ``mode`` is edit, readonly or review."""
    return {
        "mode": mode,
        "title": title,
        "user": str(user.pk),
        "project": {"title": project.title, "url": project_url},
        "back_url": project_url,
        "ontology": ontology_config(project.ontology, scored=scored_classes(project=project)),
        "media": media,
        "urls": {"sign_in": resolve_url(settings.LOGIN_URL), **urls},
        "autosave": AUTOSAVE,
        "worker": static("editor/rle.worker.js"),
        "actions": actions or [],
        **more,
    }


def submit_action(url: str) -> dict[str, Any]:
    """The trainee's Submit, which asks once and says that it is final."""
    return {
        "id": "submit",
        "label": _("Submit"),
        "kind": "primary",
        "url": url,
        "confirm": {
            "title": _("Submit this task?"),
            "body": _(
                "A submission is final: the task cannot be opened again, and your labels are scored as they are."
            ),
            "accept": _("Submit for good"),
        },
    }
