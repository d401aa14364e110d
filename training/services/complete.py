"""What labels must have before they are handed in, by trainees and by annotators alike."""

from training.models import LabelRow, Project
from training.required import require_answers
from training.selectors.functions import scored_classes
from training.services.labels import read_document


def require_complete(label_row: LabelRow, *, project: Project) -> None:
    """Refuse labels in which a required question has no answer; archived classes are asked for where they are scored.

    Raises:
        IncompleteError: its errors name each place.
    """
    classes = list(project.ontology.classes.all())
    scored = scored_classes(project=project)
    asked = [item for item in classes if item.kind == item.Kind.OBJECT or not item.archived or item.pk in scored]
    if any(item.required or item.attributes for item in asked):
        require_answers(read_document(label_row), classes=asked, n_frames=label_row.data_unit.n_frames)
