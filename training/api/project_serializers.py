"""Projects of both kinds, their people, functions and jobs, as the API takes and gives them."""

from typing import Any

from rest_framework import serializers

from scoring import BENCHMARKS
from training.models import Membership, Project


class ProjectShown(serializers.Serializer[Any]):
    """A project in a list, with the caller's role in it."""

    id = serializers.UUIDField(source="uuid")
    kind = serializers.ChoiceField(choices=Project.Kind.choices)
    title = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(choices=Project.Status.choices)
    ontology = serializers.UUIDField(source="ontology.uuid")
    role = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()


class ProjectOpened(serializers.Serializer[Any]):
    """A project. `sources` are told to those alone who may see where the benchmark comes from."""

    id = serializers.UUIDField(source="uuid")
    kind = serializers.ChoiceField(choices=Project.Kind.choices)
    title = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    instructions = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(choices=Project.Status.choices)
    task_order = serializers.ChoiceField(choices=Project.TaskOrder.choices)
    ontology = serializers.SerializerMethodField()
    permissions = serializers.SerializerMethodField()
    sources = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()

    def get_ontology(self, project: Project) -> dict[str, Any]:
        """With its classes: what labels in this project can be."""
        return dict(self.context["ontology"])

    def get_permissions(self, project: Project) -> list[str]:
        """What the caller may do here."""
        return sorted(self.context["access"].granted)

    def get_sources(self, project: Project) -> list[str] | None:
        """The source projects' ids, or nothing."""
        sources: list[str] | None = self.context["sources"]
        return sources


class NewAnnotationProject(serializers.Serializer[Any]):
    """An annotation project to make."""

    title = serializers.CharField(max_length=200)
    description = serializers.CharField(required=False, allow_blank=True, max_length=2000, default="")
    ontology = serializers.UUIDField()
    datasets = serializers.ListField(child=serializers.UUIDField(), allow_empty=False, max_length=1000)


class ProjectChange(serializers.Serializer[Any]):
    """What may change of a project; words need the right to add instructions."""

    title = serializers.CharField(max_length=200, required=False)
    description = serializers.CharField(required=False, allow_blank=True, max_length=2000)
    instructions = serializers.CharField(required=False, allow_blank=True, max_length=20_000)
    status = serializers.ChoiceField(choices=Project.Status.choices, required=False)
    task_order = serializers.ChoiceField(choices=Project.TaskOrder.choices, required=False)


class Deletion(serializers.Serializer[Any]):
    """The project's title, written once more."""

    name = serializers.CharField(max_length=200)
    takes_datasets = serializers.BooleanField(required=False, default=False)


class DeletedShown(serializers.Serializer[Any]):
    """A deleted project, and when it is gone for good."""

    id = serializers.UUIDField(source="project.uuid")
    kind = serializers.CharField(source="project.kind")
    title = serializers.CharField(source="project.title")
    deleted_at = serializers.DateTimeField(source="project.deleted_at")
    gone_at = serializers.DateTimeField()


class MemberShown(serializers.Serializer[Any]):
    """A member; tasks are those of a training project."""

    id = serializers.IntegerField(source="user_id")
    name = serializers.CharField(source="user.name", allow_blank=True)
    email = serializers.EmailField(source="user.email")
    role = serializers.ChoiceField(choices=Membership.RoleChoice.choices)
    n_tasks = serializers.IntegerField(default=0)
    n_submitted = serializers.IntegerField(default=0)


class NewMembers(serializers.Serializer[Any]):
    """People to add: by address (those without an account are invited), and groups of trainees."""

    emails = serializers.ListField(child=serializers.EmailField(), required=False, default=list, max_length=1000)
    groups = serializers.ListField(child=serializers.UUIDField(), required=False, default=list, max_length=100)
    role = serializers.ChoiceField(choices=Membership.RoleChoice.choices)


class RoleChange(serializers.Serializer[Any]):
    """A member's new role."""

    role = serializers.ChoiceField(choices=Membership.RoleChoice.choices)


class InvitationShown(serializers.Serializer[Any]):
    """An invitation; one without an address is a link."""

    id = serializers.UUIDField(source="uuid")
    email = serializers.CharField(allow_blank=True)
    role = serializers.CharField()
    expires_at = serializers.DateTimeField()
    link = serializers.CharField(required=False, help_text="Of a link, in the answer that makes it alone")


class AddedShown(serializers.Serializer[Any]):
    """Who was added, and who was invited."""

    members = serializers.ListField(child=serializers.EmailField())
    invitations = InvitationShown(many=True)


class NewLink(serializers.Serializer[Any]):
    """An invitation for whoever has its link."""

    role = serializers.ChoiceField(choices=[choice for choice in Membership.RoleChoice.choices if choice[0] != "admin"])
    days = serializers.IntegerField(min_value=1, max_value=90, default=7)


class WeightsShape(serializers.Serializer[Any]):
    """The relative weights of a class; the tolerance is a share of the frame's diagonal, null for the default."""

    w_iou = serializers.FloatField(min_value=0)
    w_category = serializers.FloatField(min_value=0)
    w_attributes = serializers.FloatField(min_value=0)
    tolerance = serializers.FloatField(allow_null=True, required=False, default=None, min_value=0)
    node_k = serializers.DictField(child=serializers.FloatField(), required=False)


class FunctionShape(serializers.Serializer[Any]):
    """A benchmark function; classes that `weights` leaves out keep theirs, or begin with the defaults."""

    kind = serializers.ChoiceField(choices=sorted(BENCHMARKS), default="dynamic")
    weights = serializers.DictField(child=WeightsShape(), required=False, default=dict, help_text="By feature hash")
    pairing_threshold = serializers.FloatField(required=False, default=0.0)
    count_extras = serializers.BooleanField(required=False, default=True)


class NewFunction(FunctionShape):
    """A version to add, and why."""

    reason = serializers.CharField(required=False, allow_blank=True, max_length=300, default="")


class FunctionShown(serializers.Serializer[Any]):
    """One immutable version of a benchmark function."""

    version = serializers.IntegerField()
    kind = serializers.CharField()
    pairing_threshold = serializers.FloatField()
    count_extras = serializers.BooleanField()
    geometry_version = serializers.IntegerField()
    reason = serializers.CharField(allow_blank=True)
    author = serializers.EmailField(source="author.email")
    created_at = serializers.DateTimeField()
    is_applied = serializers.SerializerMethodField()
    weights = serializers.SerializerMethodField()

    def get_is_applied(self, function: Any) -> bool:
        """Whether the scores that everyone sees are its own."""
        return bool(function.pk == self.context["view"].project.applied_function_id)

    def get_weights(self, function: Any) -> dict[str, Any]:
        """By feature hash."""
        return {row.ontology_class.feature_hash: WeightsShape(row).data for row in function.weights.all()}


class NewTrainingProject(serializers.Serializer[Any]):
    """A training project to make; addresses without an account are invited."""

    title = serializers.CharField(max_length=200)
    description = serializers.CharField(required=False, allow_blank=True, max_length=2000, default="")
    ontology = serializers.UUIDField()
    sources = serializers.ListField(child=serializers.UUIDField(), allow_empty=False, max_length=100)
    completed_only = serializers.BooleanField(required=False, default=False)
    function = FunctionShape(required=False)
    trainees = serializers.ListField(child=serializers.EmailField(), required=False, default=list, max_length=1000)
    groups = serializers.ListField(child=serializers.UUIDField(), required=False, default=list, max_length=100)


class Creation(serializers.Serializer[Any]):
    """How far the making of a training project is; a small one is done at once."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=["running", "done", "failed"])
    project = serializers.UUIDField(allow_null=True)
    done = serializers.IntegerField()
    total = serializers.IntegerField()
    error = serializers.CharField(allow_blank=True)


class JobShown(serializers.Serializer[Any]):
    """A background job."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    state = serializers.CharField()
    version = serializers.IntegerField(allow_null=True)
    total = serializers.IntegerField()
    done = serializers.IntegerField()
    error = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class Me(serializers.Serializer[Any]):
    """Whose rights the caller has."""

    id = serializers.IntegerField()
    email = serializers.EmailField()
    name = serializers.CharField(allow_blank=True)
    may_create_projects = serializers.BooleanField()
    scopes = serializers.ListField(child=serializers.CharField(), help_text="Of the token; all with a session")
