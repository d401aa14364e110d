"""The SQL that adds up a trainee's submissions: what the Summary reads instead of every task and evaluation label.

Only submissions that count are added up: of several attempts at a benchmark task, the newest that was submitted.
"""

from django.db.models import Model

from training.models import (
    BenchmarkLabelTally,
    BenchmarkTaskScore,
    EvaluationLabel,
    Project,
    Task,
    TaskScore,
    TraineeProgress,
    TraineeScore,
    TraineeTally,
)


def _table(model: type[Model]) -> str:
    return model._meta.db_table


#: Parameters: function, project, annotator; {one} narrows it to one trainee, {weight} is what a task weighs.
#: Further attempts are few: their index is read, and the tasks are not.
WRITE_SCORES = f"""
INSERT INTO {_table(TraineeScore)} (function_id, annotator_id, n_tasks, n_effective, sum_score, sum_squares)
SELECT function_id, annotator_id, n, w * w / w2, w * ws / w2, w * wss / w2
FROM (
    SELECT s.function_id, s.annotator_id, COUNT(*) AS n, 1.0 * SUM({{weight}}) AS w,
        1.0 * SUM({{weight}} * {{weight}}) AS w2, SUM({{weight}} * s.score) AS ws,
        SUM({{weight}} * s.score * s.score) AS wss
    FROM {_table(TaskScore)} s
    WHERE s.function_id = %(function)s AND s.task_id NOT IN (
        SELECT id FROM {_table(Task)} WHERE project_id = %(project)s AND is_superseded
    ){{one}}
    GROUP BY s.function_id, s.annotator_id
) AS of_trainee
WHERE w > 0
ON CONFLICT (function_id, annotator_id) DO UPDATE
SET n_tasks = excluded.n_tasks, n_effective = excluded.n_effective, sum_score = excluded.sum_score,
    sum_squares = excluded.sum_squares
"""  # noqa: S608 (made of table names; values are parameters)
#: What a task weighs in its trainee's score.
TASK_WEIGHT = {Project.ScoreBasis.TASKS: "1", Project.ScoreBasis.LABELS: "s.n_labels"}

#: Parameters: function, annotator. Holds the trainee's row until the transaction ends, so that of two submissions that
#: are scored at once the second adds up what the first has written.
HOLD_SCORE = f"""
INSERT INTO {_table(TraineeScore)} (function_id, annotator_id, n_tasks, n_effective, sum_score, sum_squares)
VALUES (%(function)s, %(annotator)s, 0, 0, 0, 0)
ON CONFLICT (function_id, annotator_id) DO UPDATE SET n_tasks = 0, n_effective = 0, sum_score = 0, sum_squares = 0
"""  # noqa: S608

#: Parameters: function, previous. What applying the version changes, over the tasks that both versions have scored.
WRITE_COMPARISON = f"""
UPDATE {_table(TraineeScore)}
SET n_compared = n_tasks, mean_after = sum_score / n_effective, mean_before = (
    SELECT b.sum_score / b.n_effective FROM {_table(TraineeScore)} b
    WHERE b.function_id = %(previous)s AND b.annotator_id = {_table(TraineeScore)}.annotator_id
)
WHERE function_id = %(function)s AND n_tasks > 0 AND EXISTS (
    SELECT 1 FROM {_table(TraineeScore)} b
    WHERE b.function_id = %(previous)s AND b.annotator_id = {_table(TraineeScore)}.annotator_id
    AND b.n_tasks = {_table(TraineeScore)}.n_tasks
)
"""  # noqa: S608

#: Parameters: project, annotator; {one} narrows it to one trainee.
WRITE_PROGRESS = f"""
INSERT INTO {_table(TraineeProgress)} (project_id, annotator_id, n_scored, n_first, active_s, last_submitted_at)
SELECT project_id, annotator_id, COUNT(*), SUM(CASE WHEN attempt = 1 THEN 1 ELSE 0 END), SUM(active_s),
    MAX(submitted_at)
FROM {_table(Task)}
WHERE project_id = %(project)s AND scored_at IS NOT NULL AND NOT is_superseded{{one}}
GROUP BY project_id, annotator_id
ON CONFLICT (project_id, annotator_id) DO UPDATE
SET n_scored = excluded.n_scored, n_first = excluded.n_first, active_s = excluded.active_s,
    last_submitted_at = excluded.last_submitted_at
"""  # noqa: S608

#: Parameters: project, annotator.
CLEAR_PROGRESS = f"""
UPDATE {_table(TraineeProgress)} SET n_scored = 0, n_first = 0, active_s = 0, last_submitted_at = NULL
WHERE project_id = %(project)s AND annotator_id = %(annotator)s
"""  # noqa: S608

#: Parameters: sign, project, task, geometry; {chosen} says which evaluation labels. In the order of the key, so that
#: two workers with the same trainee wait for each other and never crosswise.
ADD_TALLIES = f"""
INSERT INTO {_table(TraineeTally)} (
    project_id, geometry_version, annotator_id, ontology_class_id, candidate_class_key, outcome,
    n, sum_similarity_ppm, sum_category, sum_attributes_ppm
)
SELECT project_id, geometry_version, annotator_id, ontology_class_id, COALESCE(candidate_class_id, 0), outcome,
    %(sign)s * COUNT(*), %(sign)s * SUM(similarity_ppm),
    %(sign)s * SUM(CASE WHEN category THEN 1 ELSE 0 END), %(sign)s * SUM(attributes_ppm)
FROM {_table(EvaluationLabel)}
WHERE {{chosen}}
GROUP BY project_id, geometry_version, annotator_id, ontology_class_id, COALESCE(candidate_class_id, 0), outcome
ORDER BY 1, 2, 3, 4, 5, 6
ON CONFLICT (project_id, geometry_version, annotator_id, ontology_class_id, candidate_class_key, outcome) DO UPDATE
SET n = {_table(TraineeTally)}.n + excluded.n,
    sum_similarity_ppm = {_table(TraineeTally)}.sum_similarity_ppm + excluded.sum_similarity_ppm,
    sum_category = {_table(TraineeTally)}.sum_category + excluded.sum_category,
    sum_attributes_ppm = {_table(TraineeTally)}.sum_attributes_ppm + excluded.sum_attributes_ppm
"""  # noqa: S608

#: Which evaluation labels: of one task for one geometry, or of all submissions of a project that count.
OF_TASK = "task_id = %(task)s AND geometry_version = %(geometry)s"
OF_PROJECT = (
    f"project_id = %(project)s AND task_id NOT IN (SELECT id FROM {_table(Task)}"  # noqa: S608
    " WHERE project_id = %(project)s AND is_superseded)"
)

#: Parameters: function, project, benchmark_task; {one} narrows it to one benchmark task.
WRITE_BENCHMARK_SCORES = f"""
INSERT INTO {_table(BenchmarkTaskScore)} (function_id, benchmark_task_id, n_tasks, sum_score)
SELECT s.function_id, t.benchmark_task_id, COUNT(*), SUM(s.score)
FROM {_table(Task)} t JOIN {_table(TaskScore)} s ON s.task_id = t.id AND s.function_id = %(function)s
WHERE t.project_id = %(project)s AND NOT t.is_superseded{{one}}
GROUP BY s.function_id, t.benchmark_task_id
ON CONFLICT (function_id, benchmark_task_id) DO UPDATE
SET n_tasks = excluded.n_tasks, sum_score = excluded.sum_score
"""  # noqa: S608

#: Parameters: function, benchmark_task. As HOLD_SCORE.
HOLD_BENCHMARK_SCORE = f"""
INSERT INTO {_table(BenchmarkTaskScore)} (function_id, benchmark_task_id, n_tasks, sum_score)
VALUES (%(function)s, %(benchmark_task)s, 0, 0)
ON CONFLICT (function_id, benchmark_task_id) DO UPDATE SET n_tasks = 0, sum_score = 0
"""  # noqa: S608

#: As ADD_TALLIES, for the labels of the benchmark.
ADD_LABEL_TALLIES = f"""
INSERT INTO {_table(BenchmarkLabelTally)} (
    project_id, geometry_version, benchmark_task_id, ontology_class_id, reference_uid,
    n, n_wrong_category, n_missing, sum_similarity_ppm
)
SELECT l.project_id, l.geometry_version, t.benchmark_task_id, l.ontology_class_id, l.reference_uid,
    %(sign)s * COUNT(*), %(sign)s * SUM(CASE WHEN l.outcome = 'wrong_category' THEN 1 ELSE 0 END),
    %(sign)s * SUM(CASE WHEN l.outcome = 'missing' THEN 1 ELSE 0 END), %(sign)s * SUM(l.similarity_ppm)
FROM (SELECT * FROM {_table(EvaluationLabel)} WHERE reference_uid <> '' AND {{chosen}}) l
JOIN {_table(Task)} t ON t.id = l.task_id
GROUP BY l.project_id, l.geometry_version, t.benchmark_task_id, l.ontology_class_id, l.reference_uid
ORDER BY 1, 2, 3, 4, 5
ON CONFLICT (project_id, geometry_version, benchmark_task_id, ontology_class_id, reference_uid) DO UPDATE
SET n = {_table(BenchmarkLabelTally)}.n + excluded.n,
    n_wrong_category = {_table(BenchmarkLabelTally)}.n_wrong_category + excluded.n_wrong_category,
    n_missing = {_table(BenchmarkLabelTally)}.n_missing + excluded.n_missing,
    sum_similarity_ppm = {_table(BenchmarkLabelTally)}.sum_similarity_ppm + excluded.sum_similarity_ppm
"""  # noqa: S608
