"""Static files under hashed names, so that browsers may keep them for ever."""

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

_MODULE_IMPORTS = HashedFilesMixin._js_module_import_aggregation_patterns[1]  # type: ignore[attr-defined]


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hashes the editor's module imports too.

    Django's own switch for that rewrites every script and stumbles over an import that htmx's bundle has in a comment;
    so its pattern, which Django keeps private (hence the pinned release), is applied to our own folders alone.
    """

    patterns = (
        *HashedFilesMixin.patterns,
        ("editor/*.js", _MODULE_IMPORTS),
        ("js/*.js", _MODULE_IMPORTS),
    )
