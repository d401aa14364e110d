"""What the scoring package finds wrong, in the reader's language.

The package knows no Django: its errors carry an English template and its facts. The templates stand here once more, so
that they are found by those who translate; a test holds the two lists against each other.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from scoring.errors import GeometryError, SettingsError

TEMPLATES = (
    gettext_noop("is missing"),
    gettext_noop("must be a list of numbers"),
    gettext_noop("must hold %(count)s numbers, not %(given)s"),
    gettext_noop("must hold numbers only"),
    gettext_noop("a number is too large for any frame"),
    gettext_noop("every number must be finite"),
    gettext_noop("x and y must come in pairs, not %(given)s numbers"),
    gettext_noop("needs at least %(least)s points, not %(given)s"),
    gettext_noop("%(shape)r is not a shape that can be scored"),
    gettext_noop("width and height must be above zero"),
    gettext_noop("the line has no length"),
    gettext_noop("must be [height, width] of the frame, [%(height)s, %(width)s], not %(size)s"),
    gettext_noop("the runs add up to %(total)s pixels, the frame has %(width)s x %(height)s = %(area)s"),
    gettext_noop("the mask has no pixel"),
    gettext_noop("must be COCO's compressed run-length text"),
    gettext_noop("is not a run-length text, or breaks off"),
    gettext_noop("holds a run that is too long for any frame"),
    gettext_noop("holds a run without a pixel"),
    gettext_noop("must be a list of nodes"),
    gettext_noop("every node must have an id"),
    gettext_noop("node %(node)s stands there twice"),
    gettext_noop("node %(node)s must be one of %(words)s"),
    gettext_noop("%(name)s has no node %(node)s"),
    gettext_noop("needs at least one node that is visible or occluded"),
    gettext_noop("must be a list of at least one part"),
    gettext_noop("a part must be a list of rings: its outline, then its holes"),
    gettext_noop("a ring needs at least 3 different points, not %(given)s"),
    gettext_noop("more than %(most)s pairs of its edges cross or overlap: draw simpler outlines"),
    gettext_noop("encloses no area"),
    gettext_noop("%(name)s: the tolerance must be a number above 0, not %(value)s"),
    gettext_noop("%(name)s: k of node %(node)s must be a number above 0, not %(value)s"),
    gettext_noop("the pairing threshold must be at least 0 and below 1, not %(value)s"),
    gettext_noop("%(name)s: the ontology has no such class"),
    gettext_noop("%(name)s: at least one class must have a weight above 0, or nothing is scored"),
    gettext_noop("%(name)s: the %(weight)s weight must be a number of at least 0, not %(value)s"),
    gettext_noop("%(name)s: does not count in this benchmark function, so it has no weights"),
    gettext_noop("%(name)s: a classification has a category weight only, no %(weight)s weight"),
)


def reason(error: GeometryError | SettingsError) -> str:
    """What is wrong, without the name of the field."""
    said = _(error.template)
    return said % error.facts if error.facts else said


def reason_with_field(error: GeometryError) -> str:
    """The field of the geometry, and what is wrong with it."""
    return f"{error.field}: {reason(error)}"
