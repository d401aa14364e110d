"""The shapes that object classes may have: those with an editor, in the words of the scoring kernels."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SHAPES: dict[str, str | Promise] = {
    "bounding_box": _("Bounding box"),
    "rotatable_bounding_box": _("Rotatable bounding box"),
    "polygon": _("Polygon"),
    "polyline": _("Polyline"),
    "point": _("Keypoint"),
    "bitmask": _("Bitmask"),
    "skeleton": _("Skeleton"),
}
