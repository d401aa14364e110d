"""A scored training project, and its numbers worked out once more from the CSV: what the tests of the Summary share."""

import csv
import io

from tests.factories import MembershipFactory, SubmissionFactory, TrainingProjectFactory, UserFactory
from training.models import Project
from training.permissions import Role
from training.selectors.evaluation_csv import evaluation_labels_csv
from training.services.functions import save_function
from training.services.recalculation import run_recalculation, start_recalculation

#: A part of the benchmark's box that no one else uses: wherever it appears, the benchmark was given away.
SECRET = 123.4375


def scored_project(apple, *, n_trainees=2, n_tasks=2) -> Project:
    """Every trainee but the last has submitted the first task, the first trainee the second as well."""
    trainees = [UserFactory(name=f"Trainee {number}") for number in range(n_trainees)]
    project = TrainingProjectFactory(
        ontology=apple.ontology, n_tasks=n_tasks, boxes=[(apple, [SECRET, 100, 100, 100])], trainees=trainees
    )
    for number, trainee in enumerate(trainees[:-1]):
        first, second, *_ = project.tasks.filter(annotator=trainee).order_by("position")
        SubmissionFactory(task=first, boxes=[(apple, [SECRET + 10 * number, 100, 100, 50]), (apple, [400, 400, 9, 9])])
        if number == 0:
            SubmissionFactory(task=second, boxes=[(apple, [SECRET, 100, 100, 80])])
    return project


def apply_weights(project, **weights):
    """Save these weights for every object class, and re-calculate."""
    objects = project.ontology.classes.filter(kind="object")
    chosen = {"w_iou": 50, "w_category": 50, "w_attributes": 0, "tolerance": None, **weights}
    save_function(
        actor=project.created_by, project=project, kind="dynamic", weights={item.pk: chosen for item in objects}
    )
    run_recalculation(job_id=start_recalculation(actor=project.created_by, project=project).pk)
    project.refresh_from_db()


def csv_rows(project):
    content = b"".join(evaluation_labels_csv(project=project, function=project.applied_function))
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def _mean(values):
    return sum(values) / len(values)


def scores_from_csv(project):
    """Each trainee's mean over tasks of the mean over rows, worked out from the components and weights of the CSV."""
    tasks = {}
    for row in csv_rows(project):
        weights = [float(row[name]) for name in ("weight_iou", "weight_category", "weight_attributes")]
        components = [float(row[name]) for name in ("similarity", "category", "attributes")]
        score = 100 * sum(weight * part for weight, part in zip(weights, components, strict=True)) / sum(weights)
        tasks.setdefault(row["trainee"], {}).setdefault(row["task_id"], []).append(score)
    return {name: _mean([_mean(rows) for rows in of_tasks.values()]) for name, of_tasks in tasks.items()}


def person(project, role):
    if role == "admin":
        return project.created_by
    if role == "annotator":
        return project.memberships.filter(role=Role.ANNOTATOR).first().user
    user = UserFactory()
    if role == "team_manager":
        MembershipFactory(project=project, user=user, role=Role.TEAM_MANAGER)
    return user
