"""The shapes that object classes may have: those with an editor, in the words of the scoring kernels."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SHAPES: dict[str, str | Promise] = {
    "bounding_box": _("Bounding box"),
}
