"""Training projects: made from source projects, at once or in the background; their tasks; their benchmark function."""

from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from training.api.operations import CreatingView, CreatorApiView, Operation, ProjectApiView
from training.api.project_serializers import (
    Creation,
    FunctionShown,
    JobShown,
    NewFunction,
    NewTrainingProject,
)
from training.api.summary import job_shown
from training.api.task_serializers import ControlAction, ControlledTask, ControlOutcome
from training.errors import InvalidError
from training.models import Job, Project, TraineeGroup, TrainingDraft
from training.permissions import Permission
from training.selectors.control import all_tasks
from training.selectors.functions import versions
from training.selectors.ontologies import visible_ontologies
from training.selectors.team import addressees
from training.services.control import control_tasks
from training.services.drafts import begin_draft, create_from_draft, keep_step
from training.services.functions import save_function
from training.services.recalculation import cancel_recalculation, start_recalculation


class TrainingProjectList(CreatingView, CreatorApiView):
    """Makes training projects."""

    operations = {
        "post": Operation(
            does="Make a training project; a large one is made in the background",
            body=NewTrainingProject,
            answer=Creation,
            status=201,
        )
    }

    @transaction.atomic
    def create(self, request: Request, **kwargs: Any) -> Response:
        given = self.checked(request)
        ontology = visible_ontologies(user=request.user).filter(uuid=given["ontology"]).first()
        if ontology is None:
            raise _invalid("ontology", _("There is no such ontology."))
        found = addressees(addresses=given["trainees"])
        groups = TraineeGroup.objects.filter(uuid__in=given["groups"])
        if len(groups) != len(set(given["groups"])):
            raise _invalid("groups", _("There is no such group."))
        draft = begin_draft(actor=request.user, title=given["title"], description=given["description"])
        function = given.get("function")
        steps = {
            "ontology": str(ontology.uuid),
            "sources": [str(uuid) for uuid in given["sources"]],
            "completed_only": given["completed_only"],
            "trainees": [person.pk for person in found.people],
            "groups": [str(group.uuid) for group in groups],
            "addresses": found.unknown,
            **({"function": {**function, "weights": _by_class(ontology, function["weights"])}} if function else {}),
        }
        keep_step(actor=request.user, draft=draft, **steps)
        create_from_draft(actor=request.user, draft=draft, origin=request.build_absolute_uri("/").rstrip("/"))
        return self.made(request, _creation(TrainingDraft.objects.get(pk=draft.pk)))


class CreationDetail(CreatorApiView):
    """How far the making of a training project is."""

    operations = {"get": Operation(does="How far the making of a training project is", answer=Creation)}

    def get(self, request: Request, *, draft_uuid: Any) -> Response:
        draft = get_object_or_404(TrainingDraft, uuid=draft_uuid, owner_id=request.user.pk or 0)
        return Response(self.shown(request, _creation(draft)))


class TaskControl(ProjectApiView):
    """The tasks of all trainees, and what admins and team managers do with them."""

    permission = Permission.CONTROL_TASKS
    kind = Project.Kind.TRAINING
    operations = {
        "get": Operation(
            does="List the tasks of all trainees",
            answer=ControlledTask,
            is_page=True,
            query={"status": "One status alone", "q": "Part of the title", "trainee": "The number of a trainee"},
        ),
        "post": Operation(
            does="Do something with tasks: first, usual, attempt, assign, reassign, reset",
            body=ControlAction,
            answer=ControlOutcome,
        ),
    }

    def get(self, request: Request, **kwargs: Any) -> Response:
        asked = request.query_params
        trainee = asked.get("trainee", "")
        rows = all_tasks(
            project=self.project,
            search=asked.get("q", ""),
            status=asked.get("status", ""),
            annotator_id=int(trainee) if trainee.isascii() and trainee.isdigit() and len(trainee) < 18 else None,
        )
        return self.page(request, rows, ordering=("pk",))

    def post(self, request: Request, **kwargs: Any) -> Response:
        given = self.checked(request)
        tasks = list(self.project.tasks.filter(uuid__in=given["tasks"]).order_by("pk"))
        if len(tasks) != len(set(given["tasks"])):
            raise _invalid("tasks", _("The project has no such task."))
        found = addressees(addresses=[given["annotator"]]).people if "annotator" in given else []
        outcome = control_tasks(
            actor=request.user,
            project=self.project,
            tasks=tasks,
            action=given["action"],
            annotator=found[0] if found else None,
        )
        return Response({"n_done": outcome.n_done, "refusals": outcome.refusals})


class FunctionList(CreatingView, ProjectApiView):
    """The versions of the benchmark function. A new one changes no score before a re-calculation."""

    permission = Permission.EDIT_SCORING_FUNCTION
    kind = Project.Kind.TRAINING
    operations = {
        "get": Operation(does="List the versions of the benchmark function", answer=FunctionShown, is_page=True),
        "post": Operation(
            does="Save a new version of the benchmark function", body=NewFunction, answer=FunctionShown, status=201
        ),
    }

    def get(self, request: Request, **kwargs: Any) -> Response:
        rows = versions(project=self.project).prefetch_related("weights__ontology_class")
        return self.page(request, rows, ordering=("-version",))

    def create(self, request: Request, **kwargs: Any) -> Response:
        given = self.checked(request)
        weights = _by_class(self.project.ontology, given.pop("weights"))
        return self.made(request, save_function(actor=request.user, project=self.project, weights=weights, **given))


class FunctionDetail(ProjectApiView):
    """One version."""

    permission = Permission.EDIT_SCORING_FUNCTION
    kind = Project.Kind.TRAINING
    operations = {"get": Operation(does="A version of the benchmark function", answer=FunctionShown)}

    def get(self, request: Request, *, version: int, **kwargs: Any) -> Response:
        rows = versions(project=self.project).prefetch_related("weights__ontology_class")
        return Response(self.shown(request, get_object_or_404(rows, version=version)))


class Recalculation(ProjectApiView):
    """POST: applies the newest version; while that goes on, asking again finds the same job. DELETE: ends that job."""

    permission = Permission.EDIT_SCORING_FUNCTION
    kind = Project.Kind.TRAINING
    operations = {
        "post": Operation(does="Re-calculate the scores under the newest version", answer=JobShown),
        "delete": Operation(does="Cancel the re-calculation that is running; no score changes", answer=JobShown),
    }

    def post(self, request: Request, **kwargs: Any) -> Response:
        return Response(job_shown(start_recalculation(actor=request.user, project=self.project)))

    def delete(self, request: Request, **kwargs: Any) -> Response:
        return Response(job_shown(cancel_recalculation(actor=request.user, project=self.project)))


def _creation(draft: TrainingDraft) -> dict[str, Any]:
    project = draft.project
    job = project.jobs.filter(kind=Job.Kind.CREATE).first() if project else None
    is_done = project is not None and project.is_ready
    return {
        "id": draft.uuid,
        "state": "done" if is_done else "running" if project else "failed",
        "project": project.uuid if project and is_done else None,
        "done": job.done if job else 0,
        "total": job.total if job else 0,
        "error": draft.data.get("refusal", ""),
    }


def _by_class(ontology: Any, weights: dict[str, Any]) -> dict[int, Any]:
    """Weights by the classes' keys instead of their hashes; InvalidError for a hash that the ontology does not have."""
    classes = dict(ontology.classes.values_list("feature_hash", "pk"))
    for unknown in set(weights) - set(classes):
        raise _invalid(f"weights.{unknown}", _("The ontology has no class with this feature hash."))
    return {classes[feature_hash]: dict(values) for feature_hash, values in weights.items()}


def _invalid(where: str, message: str) -> InvalidError:
    return InvalidError(message, errors=[{"where": where, "message": message}])
