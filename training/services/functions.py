"""Benchmark functions: each save is a new immutable version, and changes no score."""

from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from scoring import BENCHMARKS, SettingsError
from scoring import Weights as RelativeWeights
from training.errors import ConflictError, InvalidError
from training.kernel_words import reason
from training.locks import lock_project
from training.models import BenchmarkFunction, BenchmarkWeight, Ontology, OntologyClass, Project
from training.specs import class_spec

#: Weights are relative, so nobody needs more; a score's numerator stays far from what a column or a cast can hold.
MAX_WEIGHT = 1e6


class Weights(TypedDict):
    """The settings of one class: relative weights, none negative, the tolerance as a share of the diagonal, and for a
    skeleton the k of its nodes by their ids, where they are not those of its template."""

    w_iou: float
    w_category: float
    w_attributes: float
    tolerance: float | None
    node_k: NotRequired[dict[str, float]]


def default_weights(ontology: Ontology) -> dict[int, Weights]:
    """The defaults by class id: objects IoU 50 and Category 50, classifications Category 100.

    Archived classes are left out, and not scored unless somebody weighs them.
    """
    return {item.pk: default_weight(item) for item in ontology.classes.filter(archived=False)}


def default_weight(ontology_class: OntologyClass) -> Weights:
    """Where a class begins."""
    is_object = ontology_class.is_object
    if ontology_class.archived:  # nobody can label with it any more
        return Weights(w_iou=0.0, w_category=0.0, w_attributes=0.0, tolerance=None)
    return Weights(
        w_iou=50.0 if is_object else 0.0,
        w_category=50.0 if is_object else 100.0,
        w_attributes=0.0,
        tolerance=None,
    )


def stored_weights(row: BenchmarkWeight) -> Weights:
    """A class's settings as a version keeps them."""
    return Weights(
        w_iou=row.w_iou,
        w_category=row.w_category,
        w_attributes=row.w_attributes,
        tolerance=row.tolerance,
        node_k=row.node_k,
    )


@transaction.atomic
def save_function(
    *,
    actor: Any,
    project: Project,
    kind: str,
    weights: Mapping[int, Weights],
    pairing_threshold: float = 0.0,
    count_extras: bool = True,
    reason: str = "",
    has_own_geometry: bool = False,
) -> BenchmarkFunction:
    """Add a version to the project's benchmark function. Scores stay those of the applied version.

    With `has_own_geometry`, evaluation labels are made for it even if nothing that is saved here asks for them.
    Classes that ``weights`` leaves out are kept as they are in the newest version, or get the defaults.

    Raises:
        InvalidError: a weight is negative, too large, not a number, or of a class that the ontology does not have; or
            no class is scored at all. The message names the class.
    """
    lock_project(project.pk)
    newest = project.functions.prefetch_related("weights").first()
    classes = {item.pk: item for item in project.ontology.classes.all()}
    if unknown := set(weights) - set(classes):
        raise InvalidError(_("The ontology has no class with the number %(id)s.") % {"id": min(unknown)})
    if kind not in BENCHMARKS:
        raise InvalidError(_("There is no benchmark function of this kind: %(kind)s") % {"kind": kind})
    complete = {**_inherited(newest, classes, kind), **weights}
    _check(kind, complete, classes, pairing_threshold)
    complete = {pk: _effective(kind, classes[pk], values) for pk, values in complete.items()}
    function = BenchmarkFunction(
        project=project,
        version=newest.version + 1 if newest else 1,
        kind=kind,
        pairing_threshold=pairing_threshold,
        count_extras=count_extras,
        reason=reason.strip(),
        author=actor,
    )
    same = (
        newest is not None
        and not has_own_geometry
        and _geometry(newest, _stored(newest, classes)) == _geometry(function, complete)
    )
    function.geometry_version = newest.geometry_version if newest and same else function.version
    function.save()
    BenchmarkWeight.objects.bulk_create(
        BenchmarkWeight(function=function, ontology_class_id=class_id, **values)
        for class_id, values in complete.items()
    )
    return function


def shares_geometry(
    *,
    project: Project,
    function: BenchmarkFunction,
    kind: str,
    weights: Mapping[int, Weights],
    pairing_threshold: float,
    count_extras: bool,
) -> bool:
    """Whether a version saved with these settings would keep the evaluation labels of ``function``."""
    newest = project.functions.prefetch_related("weights").first()
    if newest is None or newest.geometry_version != function.geometry_version:
        return False
    classes = {item.pk: item for item in project.ontology.classes.all()}
    settings = BenchmarkFunction(pairing_threshold=pairing_threshold, count_extras=count_extras)
    complete = {**_inherited(newest, classes, kind), **weights}
    effective = {pk: _effective(kind, classes[pk], values) for pk, values in complete.items()}
    return _geometry(newest, _stored(newest, classes)) == _geometry(settings, effective)


@transaction.atomic
def restore_function(*, actor: Any, project: Project, version: int) -> BenchmarkFunction:
    """Save the settings of an earlier version as a new one.

    Raises:
        InvalidError: the project has no such version.
        ConflictError: it is the newest one already.
    """
    lock_project(project.pk)
    older = project.functions.filter(version=version).first()
    if older is None:
        raise InvalidError(_("This project has no version %(version)s.") % {"version": version})
    if older == project.functions.first():
        raise ConflictError(_("Version %(version)s is the newest one already.") % {"version": version})
    return save_function(
        actor=actor,
        project=project,
        kind=older.kind,
        weights={row.ontology_class_id: stored_weights(row) for row in older.weights.all()},
        pairing_threshold=older.pairing_threshold,
        count_extras=older.count_extras,
        reason=_("Version %(version)s restored") % {"version": version},
    )


def _inherited(newest: BenchmarkFunction | None, classes: Mapping[int, OntologyClass], kind: str) -> dict[int, Weights]:
    stored = _stored(newest, classes) if newest and newest.kind == kind else {}
    return {pk: stored.get(pk) or default_weight(item) for pk, item in classes.items()}


def _effective(kind: str, ontology_class: OntologyClass, values: Weights) -> Weights:
    """Classes that this kind of function never counts are stored as not scored: one rule for every reader.

    A skeleton's k are stored whole, so that its template may change without moving a score.
    """
    counts = class_spec(ontology_class).kind in BENCHMARKS[kind].defaults
    return Weights(
        w_iou=values["w_iou"] if counts else 0.0,
        w_category=values["w_category"] if counts else 0.0,
        w_attributes=values["w_attributes"] if counts else 0.0,
        tolerance=values["tolerance"],
        node_k=_node_k(ontology_class, values.get("node_k", {})),
    )


def _stored(function: BenchmarkFunction, classes: Mapping[int, OntologyClass]) -> dict[int, Weights]:
    rows = {row.ontology_class_id: stored_weights(row) for row in function.weights.all()}
    for pk, values in rows.items():
        values["node_k"] = _node_k(classes[pk], values.get("node_k", {}))
    return rows


def _node_k(ontology_class: OntologyClass, given: Mapping[str, float]) -> dict[str, float]:
    return dict(class_spec(ontology_class, node_k=given).nodes)


def _geometry(function: BenchmarkFunction, weights: Mapping[int, Weights]) -> tuple[Any, ...]:
    """What changes geometry or pairing: two versions that agree on it share their evaluation labels."""
    tolerances = {pk: values["tolerance"] for pk, values in weights.items() if values["tolerance"] is not None}
    node_k = {pk: tuple(sorted(values["node_k"].items())) for pk, values in weights.items() if values.get("node_k")}
    return (
        function.pairing_threshold,
        function.count_extras,
        tuple(sorted(tolerances.items())),
        tuple(sorted(node_k.items())),
    )


def _check(
    kind: str, weights: Mapping[int, Weights], classes: Mapping[int, OntologyClass], pairing_threshold: float
) -> None:
    if not 0.0 <= pairing_threshold < 1.0:
        raise InvalidError(_("The pairing threshold is a number from 0 to below 1."))
    for pk, values in weights.items():
        _check_size(classes[pk], values)
    counted = {
        classes[pk].feature_hash: RelativeWeights(values["w_iou"], values["w_category"], values["w_attributes"])
        for pk, values in weights.items()
        if class_spec(classes[pk]).kind in BENCHMARKS[kind].defaults
    }
    try:
        specs = [
            class_spec(item, tolerance=weights[pk]["tolerance"], node_k=weights[pk].get("node_k", {}))
            for pk, item in classes.items()
        ]
        BENCHMARKS[kind].check_weights(specs, counted)
    except SettingsError as error:
        raise InvalidError(reason(error)) from error


def _check_size(ontology_class: OntologyClass, values: Weights) -> None:
    if max(values["w_iou"], values["w_category"], values["w_attributes"]) > MAX_WEIGHT:
        raise InvalidError(
            _("%(name)s: a weight is %(max)d at most. Weights are relative: 50 and 50 count alike.")
            % {"name": ontology_class.name, "max": MAX_WEIGHT}
        )
