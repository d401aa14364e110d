"""The nouns of the domain, one file each."""

from training.models.figures import (
    BenchmarkLabelTally,
    BenchmarkTaskScore,
    TraineeProgress,
    TraineeScore,
    TraineeTally,
)
from training.models.instructions import InstructionsFile
from training.models.invitations import Invitation
from training.models.labels import (
    LabelClassification,
    LabelFrame,
    LabelObject,
    LabelRow,
    LabelSnapshot,
    LabelSnapshotPart,
)
from training.models.media import DataFile, Dataset, DataUnit, FrameTable
from training.models.notifications import MailChoice, Notification
from training.models.ontology import Ontology, OntologyClass
from training.models.projects import (
    Membership,
    Project,
    ProjectGroupObjectPermission,
    ProjectUserObjectPermission,
    RoleGroup,
    TraineeGroup,
    TrainingDraft,
)
from training.models.reviews import ReviewComment
from training.models.scores import (
    PPM,
    BenchmarkFunction,
    BenchmarkRevision,
    BenchmarkWeight,
    EvaluationLabel,
    Heartbeat,
    Job,
    TaskClassStat,
    TaskEvaluation,
    TaskScore,
)
from training.models.tasks import BenchmarkTask, SourceTask, Task
from training.models.tokens import AccessToken, IdempotencyKey
from training.models.uploads import Upload, UploadedFile

__all__ = [
    "PPM",
    "AccessToken",
    "BenchmarkFunction",
    "BenchmarkLabelTally",
    "BenchmarkRevision",
    "BenchmarkTask",
    "BenchmarkTaskScore",
    "BenchmarkWeight",
    "DataFile",
    "DataUnit",
    "Dataset",
    "EvaluationLabel",
    "FrameTable",
    "Heartbeat",
    "IdempotencyKey",
    "InstructionsFile",
    "Invitation",
    "Job",
    "LabelClassification",
    "LabelFrame",
    "LabelObject",
    "LabelRow",
    "LabelSnapshot",
    "LabelSnapshotPart",
    "MailChoice",
    "Membership",
    "Notification",
    "Ontology",
    "OntologyClass",
    "Project",
    "ProjectGroupObjectPermission",
    "ProjectUserObjectPermission",
    "ReviewComment",
    "RoleGroup",
    "SourceTask",
    "Task",
    "TaskClassStat",
    "TaskEvaluation",
    "TaskScore",
    "TraineeGroup",
    "TraineeProgress",
    "TraineeScore",
    "TraineeTally",
    "TrainingDraft",
    "Upload",
    "UploadedFile",
]
