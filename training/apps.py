"""The training domain as a Django application."""

import warnings

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from PIL import Image


class TrainingConfig(AppConfig):
    name = "training"
    verbose_name = _("Training")

    def ready(self) -> None:
        """Set Pillow's guard against decompression bombs, for every picture that any part of the portal opens.

        By itself it only warns of a picture of up to twice its limit, which has taken all memory by then.
        """
        Image.MAX_IMAGE_PIXELS = settings.UPLOAD_MAX_PIXELS
        warnings.simplefilter("error", Image.DecompressionBombWarning)
