"""The ontology: which classes there are, and the questions asked about each."""

import uuid

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

COLOR = RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write the colour as #rrggbb."))


class OntologyQuerySet(models.QuerySet["Ontology"]):
    """Ontologies and who may see them."""

    def visible_to(self, user: models.Model) -> "OntologyQuerySet":
        """Those the user made, and those of projects they are an admin of; all of them for a superuser."""
        if user.is_superuser:  # type: ignore[attr-defined]
            return self
        is_admin_of = models.Q(projects__memberships__user=user, projects__memberships__role="admin")
        return self.filter(models.Q(created_by=user) | is_admin_of).distinct()


class Ontology(models.Model):
    """A set of classes that projects share."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OntologyQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "pk")

    def __str__(self) -> str:
        return self.title


class OntologyClass(models.Model):
    """An object class with its one shape, or a classification with its one root question.

    ``attributes`` holds the nested questions in Encord's form: ``[{name, type, featureNodeHash, required, dynamic,
    options: [{label, value, featureNodeHash, options: [...]}]}]``; a classification has exactly one.
    """

    class Kind(models.TextChoices):
        OBJECT = "object", _("Object")
        CLASSIFICATION = "classification", _("Classification")

    ontology = models.ForeignKey(Ontology, models.CASCADE, related_name="classes")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=200)
    feature_hash = models.CharField(max_length=16)
    shape = models.CharField(_("shape"), max_length=32, blank=True)
    color = models.CharField(_("colour"), max_length=7, default="#c8892b", validators=[COLOR])
    position = models.PositiveIntegerField(default=0)
    required = models.BooleanField(_("required"), default=False)
    archived = models.BooleanField(_("archived"), default=False)
    attributes = models.JSONField(default=list, blank=True)
    # A skeleton class's template: {"nodes": [{id, name, x, y, k}], "edges": [[id, id]]}; x and y are shares of its box.
    skeleton = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(fields=["ontology", "feature_hash"], name="class_hash_unique_in_ontology"),
            models.UniqueConstraint(fields=["ontology", "kind", "name"], name="class_name_unique_in_ontology"),
            models.CheckConstraint(
                condition=models.Q(kind="classification", shape="") | (models.Q(kind="object") & ~models.Q(shape="")),
                name="class_shape_only_for_objects",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_object(self) -> bool:
        return self.kind == self.Kind.OBJECT

    @property
    def is_skeleton(self) -> bool:
        """Whether it is drawn by a template of nodes."""
        return self.shape == "skeleton"

    @property
    def is_classification(self) -> bool:
        return self.kind == self.Kind.CLASSIFICATION
