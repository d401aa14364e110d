"""The wizard's draft: each step is kept as it is finished, and creating happens once."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from training.errors import InvalidError
from training.models import Ontology, Project, TraineeGroup, TrainingDraft
from training.services.creation import begin_creation, invite_addresses, is_large, n_trainees
from training.services.training_projects import FunctionSettings, create_training_project, eligible_tasks


@transaction.atomic
def begin_draft(*, actor: Any, title: str, description: str) -> TrainingDraft:
    """Keep step 1 as a new draft of the actor's."""
    return TrainingDraft.objects.create(owner=actor, data={"title": title, "description": description})


@transaction.atomic
def keep_step(*, actor: Any, draft: TrainingDraft, **values: Any) -> TrainingDraft:
    """Keep what a step gave; sent twice, it is simply kept again. Another ontology makes the later steps void.

    Raises:
        InvalidError: the draft has become a project already.
    """
    draft = TrainingDraft.objects.select_for_update().get(pk=draft.pk)
    if draft.project_id is not None:
        raise InvalidError(_("This training project was created already."))
    if "ontology" in values and values["ontology"] != draft.data.get("ontology"):
        for stale in ("sources", "function"):
            draft.data.pop(stale, None)
    draft.data.update(values)
    draft.save(update_fields=["data", "updated_at"])
    return draft


@transaction.atomic
def create_from_draft(*, actor: Any, draft: TrainingDraft, origin: str) -> Project:
    """Create the training project; pressed twice, the second press finds the project of the first.

    A large one is made in the background: what is returned is not ready then. Addresses without an account are invited;
    their links begin with `origin`, the portal's address as `actor` sees it.

    Raises:
        InvalidError: something that an earlier step chose is gone or does not fit any more.
    """
    # Without the project: joined, it would still be missing where another press made it during the wait for the lock.
    draft = TrainingDraft.objects.select_for_update().get(pk=draft.pk)
    if draft.project is not None:
        return draft.project
    data = draft.data
    sources, completed_only = _sources(actor, data), data.get("completed_only", False)
    fields = {
        "title": data.get("title", ""),
        "description": data.get("description", ""),
        "ontology": _ontology(actor, data),
        "sources": sources,
        "function": _function(data),
        "completed_only": completed_only,
    }
    n_tasks = eligible_tasks(sources, completed_only=completed_only).count()
    if is_large(n_tasks=n_tasks, n_trainees=n_trainees(draft)):
        return begin_creation(actor=actor, draft=draft, n_tasks=n_tasks, origin=origin, **fields)
    draft.project = create_training_project(
        actor=actor,
        trainees=get_user_model()._default_manager.filter(pk__in=data.get("trainees", []), is_active=True),
        groups=TraineeGroup.objects.filter(uuid__in=data.get("groups", [])),
        **fields,
    )
    draft.save(update_fields=["project", "updated_at"])
    invite_addresses(actor=actor, project=draft.project, draft=draft, origin=origin)
    return draft.project


def _ontology(actor: Any, data: dict[str, Any]) -> Ontology:
    ontology = Ontology.objects.visible_to(actor).filter(uuid__in=[data.get("ontology")]).first()
    if ontology is None:
        raise InvalidError(_("The ontology that you chose is not there any more."))
    return ontology


def _sources(actor: Any, data: dict[str, Any]) -> list[Project]:
    chosen = set(data.get("sources", []))
    sources = list(Project.objects.visible_to(actor).annotation().filter(uuid__in=chosen))
    if len(sources) != len(chosen):
        raise InvalidError(_("A source project that you chose is not there any more."))
    return sources


def _function(data: dict[str, Any]) -> FunctionSettings:
    function = dict(data.get("function") or {})
    weights = {int(pk): values for pk, values in function.pop("weights", {}).items()}
    return FunctionSettings(**function, weights=weights)
