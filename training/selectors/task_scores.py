"""The SQL that turns the sums per task and class into task scores under one version's weights."""

from django.db.models import Model

from training.models import PPM, BenchmarkWeight, TaskClassStat, TaskEvaluation, TaskScore


def _table(model: type[Model]) -> str:
    return model._meta.db_table


_TOTAL = "(w.w_iou + w.w_category + w.w_attributes)"
#: The rows' scores of one class added up, 0 to 100 each; `scoring.task_score` is the same in Python.
_POINTS = (
    f"100.0 * (w.w_iou * s.sum_similarity_ppm + w.w_category * s.sum_category * {PPM}"
    f" + w.w_attributes * s.sum_attributes_ppm) / ({_TOTAL} * {PPM})"
)

#: Parameters: function, geometry, project; {chosen} narrows the evaluations `e`. A task without a scored row gets 100.
INSERT_TASK_SCORES = f"""
INSERT INTO {_table(TaskScore)} (project_id, function_id, task_id, annotator_id, n_labels, score)
SELECT e.project_id, %(function)s, e.task_id, e.annotator_id, COALESCE(c.n, 0), COALESCE(c.points / c.n, 100.0)
FROM {_table(TaskEvaluation)} e
LEFT JOIN (
    SELECT s.task_id, SUM(s.n) AS n, SUM({_POINTS}) AS points
    FROM {_table(TaskClassStat)} s
    JOIN {_table(BenchmarkWeight)} w ON w.function_id = %(function)s AND w.ontology_class_id = s.ontology_class_id
    WHERE s.project_id = %(project)s AND s.geometry_version = %(geometry)s AND {_TOTAL} > 0{{chosen_sums}}
    GROUP BY s.task_id
) c ON c.task_id = e.task_id
WHERE e.project_id = %(project)s AND e.geometry_version = %(geometry)s{{chosen}}
ON CONFLICT (function_id, task_id) DO NOTHING
"""  # noqa: S608 (made of table names and constants; values are parameters)
