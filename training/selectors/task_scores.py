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
#: The rows of a task that are scored at all; NULL where there are none.
_ROWS = "SUM(CASE WHEN w.id IS NOT NULL THEN s.n END)"

#: Parameters: function, geometry, project; {task} narrows it to one. A task without a scored row gets 100.
#: One pass over the sums. Two scans side by side rather than a join of the two: right after many submissions the
#: database's statistics are stale, and it took a plan for the join that ran for minutes. In the order of tasks, so that
#: the indexes of the scores grow at their ends alone; and with no clause for conflicts, which costs a third more.
INSERT_TASK_SCORES = f"""
INSERT INTO {_table(TaskScore)} (function_id, task_id, annotator_id, n_labels, score)
SELECT %(function)s, s.task_id, MAX(s.annotator_id), COALESCE({_ROWS}, 0), COALESCE(SUM({_POINTS}) / {_ROWS}, 100.0)
FROM {_table(TaskClassStat)} s
LEFT JOIN {_table(BenchmarkWeight)} w
    ON w.function_id = %(function)s AND w.ontology_class_id = s.ontology_class_id AND {_TOTAL} > 0
WHERE s.project_id = %(project)s AND s.geometry_version = %(geometry)s{{task}}
GROUP BY s.task_id
UNION ALL
SELECT %(function)s, s.task_id, s.annotator_id, 0, 100.0
FROM {_table(TaskEvaluation)} s
WHERE s.project_id = %(project)s AND s.geometry_version = %(geometry)s AND s.n_labels = 0{{task}}
ORDER BY task_id
"""  # noqa: S608 (made of table names and constants; values are parameters)
