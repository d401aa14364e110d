"""Who may do what: data only. The training matrix can be laid beside the product brief's table, row by row."""

from enum import StrEnum


class Role(StrEnum):
    """A member's role in one project."""

    ADMIN = "admin"
    TEAM_MANAGER = "team_manager"
    ANNOTATOR = "annotator"


class Permission(StrEnum):
    """What may be done in a project; the value is the codename of the right, the name what templates ask for."""

    # The rows of the brief's table, in its order and words.
    VIEW_BENCHMARK_SOURCE = "view_benchmark_source"  # View benchmark project source
    EDIT_SCORING_FUNCTION = "edit_scoring_function"  # Edit benchmark scoring function
    ADD_INSTRUCTIONS = "add_instructions"  # Add annotation instructions
    DELETE = "delete_this_project"  # Delete
    INVITE = "invite"  # Invite team members
    MANAGE_TEAM = "manage_team"  # Manage team permissions
    MANAGE_ADMINS = "manage_admins"  # Manage admins
    ANNOTATE = "annotate"  # Annotate tasks in the task management system
    CONTROL_TASKS = "control_tasks"  # Control assignments & status in the task management system
    # What the brief says in prose.
    OPEN = "open"  # open the project's URL
    VIEW_SUMMARY = "view_summary"  # "Project administrators can confirm progress and performance in the Summary page"
    # Annotation (source) projects alone.
    LABEL = "label"  # make and change ground-truth labels
    REVIEW = "review"  # complete a label row, or return it
    MANAGE_DATA = "manage_data"  # attach datasets, import labels


_ADMIN, _MANAGER, _ANNOTATOR = Role.ADMIN, Role.TEAM_MANAGER, Role.ANNOTATOR

#: Rights in a training project.
TRAINING_MATRIX: dict[Permission, frozenset[Role]] = {
    Permission.VIEW_BENCHMARK_SOURCE: frozenset({_ADMIN}),
    Permission.EDIT_SCORING_FUNCTION: frozenset({_ADMIN}),
    Permission.ADD_INSTRUCTIONS: frozenset({_ADMIN}),
    Permission.DELETE: frozenset({_ADMIN}),
    Permission.INVITE: frozenset({_ADMIN, _MANAGER}),
    Permission.MANAGE_TEAM: frozenset({_ADMIN}),
    Permission.MANAGE_ADMINS: frozenset({_ADMIN}),
    Permission.ANNOTATE: frozenset({_ANNOTATOR}),
    Permission.CONTROL_TASKS: frozenset({_ADMIN, _MANAGER}),
    Permission.OPEN: frozenset({_ADMIN, _MANAGER, _ANNOTATOR}),
    Permission.VIEW_SUMMARY: frozenset({_ADMIN, _MANAGER}),
    Permission.LABEL: frozenset(),
    Permission.REVIEW: frozenset(),
    Permission.MANAGE_DATA: frozenset(),
}

#: Rights in an annotation project, the kind that becomes a source of ground truth. Its administrators label too.
ANNOTATION_MATRIX: dict[Permission, frozenset[Role]] = {
    Permission.VIEW_BENCHMARK_SOURCE: frozenset(),
    Permission.EDIT_SCORING_FUNCTION: frozenset(),
    Permission.ADD_INSTRUCTIONS: frozenset({_ADMIN}),
    Permission.DELETE: frozenset({_ADMIN}),
    Permission.INVITE: frozenset({_ADMIN, _MANAGER}),
    Permission.MANAGE_TEAM: frozenset({_ADMIN}),
    Permission.MANAGE_ADMINS: frozenset({_ADMIN}),
    Permission.ANNOTATE: frozenset(),
    Permission.CONTROL_TASKS: frozenset({_ADMIN, _MANAGER}),
    Permission.OPEN: frozenset({_ADMIN, _MANAGER, _ANNOTATOR}),
    Permission.VIEW_SUMMARY: frozenset(),
    Permission.LABEL: frozenset({_ADMIN, _MANAGER, _ANNOTATOR}),
    Permission.REVIEW: frozenset({_ADMIN, _MANAGER}),
    Permission.MANAGE_DATA: frozenset({_ADMIN}),
}

#: The matrix of each kind of project.
MATRIX: dict[str, dict[Permission, frozenset[Role]]] = {
    "annotation": ANNOTATION_MATRIX,
    "training": TRAINING_MATRIX,
}


def granted_to(role: Role, *, kind: str) -> frozenset[Permission]:
    """The permissions that the matrix of this kind of project gives to a role."""
    return frozenset(permission for permission, roles in MATRIX[kind].items() if role in roles)
