"""Projects of both kinds, their members, and the wizard's draft."""

import uuid

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from training.models.media import Dataset
from training.models.ontology import Ontology
from training.permissions import Permission, Role


class ProjectQuerySet(models.QuerySet["Project"]):
    """Projects and who may see them."""

    def visible_to(self, user: models.Model) -> "ProjectQuerySet":
        """The projects that the user is a member of; all of them for a superuser. Deleted ones never."""
        present = self.filter(deleted_at=None, is_ready=True)
        if user.is_superuser:  # type: ignore[attr-defined]
            return present
        return present.filter(memberships__user=user)

    def annotation(self) -> "ProjectQuerySet":
        return self.filter(kind=Project.Kind.ANNOTATION)

    def training(self) -> "ProjectQuerySet":
        return self.filter(kind=Project.Kind.TRAINING)


class Project(models.Model):
    """An annotation project, which may become a source of ground truth, or a training project."""

    class Kind(models.TextChoices):
        ANNOTATION = "annotation", _("Annotation project")
        TRAINING = "training", _("Training project")

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        PAUSED = "paused", _("Paused")
        COMPLETED = "completed", _("Completed")

    class Release(models.TextChoices):
        """What trainees may see of their own results."""

        NOTHING = "nothing", _("Nothing")
        SCORE = "score", _("Their scores")
        FULL = "full", _("Their scores, and View of their own submissions")

    class ReleaseTime(models.TextChoices):
        """When they may see it."""

        AT_ONCE = "at_once", _("As soon as a submission is scored")
        AFTER_ALL = "after_all", _("After they have submitted all their tasks")
        AFTER_DATE = "after_date", _("From a date on")

    class ScoreBasis(models.TextChoices):
        """What a trainee's score is the mean of."""

        TASKS = "tasks", _("Every task counts the same")
        LABELS = "labels", _("Every evaluation label counts the same")

    class TaskOrder(models.TextChoices):
        """The order of a trainee's queue; a random one never changes once a task is there."""

        SHUFFLED = "shuffled", _("Random, different for everyone")
        SHARED = "shared", _("Random, the same for everyone")
        SOURCE = "source", _("As in the source projects")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    title = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    instructions = models.TextField(_("instructions"), blank=True)
    status = models.CharField(_("status"), max_length=16, choices=Status.choices, default=Status.ACTIVE)
    ontology = models.ForeignKey(Ontology, models.PROTECT, related_name="projects")
    datasets: "models.ManyToManyField[Dataset, models.Model]" = models.ManyToManyField(Dataset, related_name="projects")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    # Once it is gone for good, so are the datasets that nothing else uses then.
    takes_datasets = models.BooleanField(default=False, db_default=False)
    # Training projects alone.
    task_order = models.CharField(
        _("order of tasks"), max_length=16, choices=TaskOrder.choices, default=TaskOrder.SHUFFLED
    )
    score_basis = models.CharField(
        _("trainee’s score"),
        max_length=16,
        choices=ScoreBasis.choices,
        default=ScoreBasis.TASKS,
        db_default=ScoreBasis.TASKS.value,
    )
    # The score, 0 to 100, from which a trainee is ready; none: nobody is judged.
    pass_mark = models.FloatField(_("pass mark"), null=True, blank=True)
    release = models.CharField(
        max_length=16, choices=Release.choices, default=Release.SCORE, db_default=Release.SCORE.value
    )
    release_time = models.CharField(
        max_length=16,
        choices=ReleaseTime.choices,
        default=ReleaseTime.AFTER_ALL,
        db_default=ReleaseTime.AFTER_ALL.value,
    )
    release_at = models.DateTimeField(null=True, blank=True)
    # The benchmark's labels beside the submission in View, for team managers too.
    managers_see_benchmark = models.BooleanField(default=False, db_default=False)
    sources: "models.ManyToManyField[Project, models.Model]" = models.ManyToManyField(
        "self", symmetrical=False, related_name="trained_by"
    )
    # Only Completed source tasks are ground truth; otherwise those In review are, too.
    completed_only = models.BooleanField(default=False, db_default=False)
    # False while a large project is made in the background: nobody sees it, and nothing of it counts.
    is_ready = models.BooleanField(default=True, db_default=True)
    # The version whose scores everyone sees, and the one that was seen before it.
    applied_function = models.ForeignKey(
        "training.BenchmarkFunction", models.PROTECT, null=True, blank=True, related_name="+"
    )
    previous_function = models.ForeignKey(
        "training.BenchmarkFunction", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        default_permissions = ()
        permissions = tuple((permission.value, permission.name) for permission in Permission)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind="training") | models.Q(applied_function=None, previous_function=None),
                name="only_training_projects_have_functions",
            ),
            models.CheckConstraint(
                condition=models.Q(pass_mark=None) | models.Q(pass_mark__gte=0, pass_mark__lte=100),
                name="pass_mark_is_a_score",
            ),
            models.CheckConstraint(
                condition=~models.Q(release_time="after_date") | models.Q(release_at__isnull=False),
                name="release_after_a_date_has_one",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_training(self) -> bool:
        return self.kind == self.Kind.TRAINING

    @property
    def is_active(self) -> bool:
        """Whether its tasks may be worked on."""
        return self.status == self.Status.ACTIVE


class ProjectUserObjectPermission(UserObjectPermissionBase):
    """Required by guardian beside the group table; the projection never writes rights of single people."""

    content_object = models.ForeignKey(Project, models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False


class ProjectGroupObjectPermission(GroupObjectPermissionBase):
    """The rights of a project's role groups: real foreign keys, gone with the project."""

    content_object = models.ForeignKey(Project, models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = False


class RoleGroup(models.Model):
    """The group of accounts that holds one role's rights in one project; a projection of the memberships."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="role_groups")
    role = models.CharField(max_length=16, choices=[(role.value, role.name) for role in Role])
    group = models.OneToOneField(Group, models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["project", "role"], name="one_group_per_role"),)

    def __str__(self) -> str:
        return f"{self.project_id} {self.role}"


class Membership(models.Model):
    """A person's one role in one project: the truth that the rights are projected from."""

    class RoleChoice(models.TextChoices):
        ADMIN = Role.ADMIN.value, _("Admin")
        TEAM_MANAGER = Role.TEAM_MANAGER.value, _("Team manager")
        ANNOTATOR = Role.ANNOTATOR.value, _("Annotator")

    project = models.ForeignKey(Project, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=16, choices=RoleChoice.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["project", "user"], name="one_role_per_member"),)

    def __str__(self) -> str:
        return f"{self.user_id} is {self.role} of {self.project_id}"


class TraineeGroup(models.Model):
    """People who are added to projects together."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=150, unique=True)
    members: "models.ManyToManyField[models.Model, models.Model]" = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="trainee_groups", blank=True
    )
    projects: "models.ManyToManyField[Project, models.Model]" = models.ManyToManyField(
        Project, related_name="trainee_groups", blank=True
    )

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class TrainingDraft(models.Model):
    """A training project in the making: what each finished step of the wizard gave, and the project it became."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    data = models.JSONField(default=dict)
    project = models.OneToOneField(Project, models.CASCADE, null=True, related_name="draft")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-updated_at",)

    def __str__(self) -> str:
        return str(self.data.get("title") or self.uuid)
