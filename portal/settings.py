"""All settings, read from the environment; the variables are listed in docs/settings.md.

Without any variable this is the embedded portal: SQLite and media under ``var/``, served to this machine alone.
"""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from portal import environment

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("TOUCHSTONE_VAR", BASE_DIR / "var")).absolute()

# --- Safety ---------------------------------------------------------------------------------------------------------
DEBUG = environment.flag("TOUCHSTONE_DEBUG")
SECRET_KEY = environment.secret_key(VAR_DIR)
SECRET_KEY_FALLBACKS = os.environ.get("SECRET_KEY_FALLBACKS", "").split()
ORIGIN = environment.public_origin()
IS_HTTPS = ORIGIN is not None and ORIGIN[0] == "https"
ALLOWED_HOSTS = [*environment.LOOPBACK_HOSTS, *([ORIGIN[1].rsplit(":", 1)[0]] if ORIGIN else [])]
CSRF_TRUSTED_ORIGINS = [f"{ORIGIN[0]}://{ORIGIN[1]}"] if ORIGIN else []
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
if environment.flag("TOUCHSTONE_BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_AGE = 12 * 3600
# A write per request would make every page wait for SQLite's one writer.
SESSION_SAVE_EVERY_REQUEST = False
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "blob:", "data:"],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "media-src": [SELF, "blob:"],
        "font-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- Applications ---------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "portal",
    "training",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "django_q",
    "guardian",
    "rest_framework",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context_processors.theme",
                "portal.context_processors.notifications",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# --- Database -------------------------------------------------------------------------------------------------------
DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'touchstone.sqlite3'}",
        conn_max_age=60,  # the queue reconnects at every call otherwise
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # With the stock options, writers beside a worker die with "database is locked": a deferred transaction cannot
    # wait for the lock that it needs to upgrade to, whatever the timeout.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;"
            "PRAGMA journal_size_limit=27103364;PRAGMA cache_size=-20000;PRAGMA temp_store=MEMORY;"
        ),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # django-q2 saves a status line twice a second: never to a shared cache.
    "queue": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "queue"},
}

# --- Accounts and rights --------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "portal.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "portal.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_FORMS = {"signup": "portal.signup.SignupForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
# In the browser of the sign-up alone; elsewhere the address is confirmed and nobody is signed in.
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ANONYMOUS_USER_NAME = None
GUARDIAN_RAISE_403 = True
GUARDIAN_MONKEY_PATCH_USER = False

# --- Files ----------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": environment.media_storage(),
    "staticfiles": {"BACKEND": "portal.storage.StaticStorage"},
}
UPLOAD_MAX_BYTES = environment.number("TOUCHSTONE_UPLOAD_MAX_MB", 50) * 1024 * 1024
UPLOAD_MAX_PIXELS = environment.number("TOUCHSTONE_UPLOAD_MAX_MEGAPIXELS", 64) * 1_000_000
INSTRUCTIONS_MAX_BYTES = environment.number("TOUCHSTONE_INSTRUCTIONS_MAX_MB", 20) * 1024 * 1024
VIDEO_MAX_BYTES = environment.number("TOUCHSTONE_VIDEO_MAX_MB", 4096) * 1024 * 1024
DICOM_MAX_BYTES = environment.number("TOUCHSTONE_DICOM_MAX_MB", 512) * 1024 * 1024
# What names patients is removed from DICOM files when they come in, unless this is set.
DICOM_KEEP_IDENTITY = environment.flag("TOUCHSTONE_DICOM_KEEP_IDENTITY")
ARCHIVE_MAX_BYTES = environment.number("TOUCHSTONE_ARCHIVE_MAX_MB", 4096) * 1024 * 1024
ARCHIVE_MAX_EXPANDED_BYTES = environment.number("TOUCHSTONE_ARCHIVE_MAX_EXPANDED_MB", 16_384) * 1024 * 1024
UPLOAD_MAX_FILES = environment.number("TOUCHSTONE_UPLOAD_MAX_FILES", 10_000)
#: What a browser sends at once; a broken connection loses no more than this.
UPLOAD_PART_BYTES = 8 * 1024 * 1024
#: Of one data unit: pictures of a group, frames of a video, slices of a series.
UPLOAD_MAX_FRAMES = environment.number("TOUCHSTONE_UPLOAD_MAX_FRAMES", 200_000)
# Decoders run in processes of their own, which a hostile file may bring down: so many, with so much memory, and silent
# for no longer than this.
DECODER_PROCESSES = environment.number("TOUCHSTONE_DECODERS", 2)
# Requests of one web process that may wait for a frame of a video at once: half of its threads.
FRAME_WAITERS = environment.number("TOUCHSTONE_FRAME_WAITERS", 4)
DECODER_MEMORY_BYTES = environment.number("TOUCHSTONE_DECODER_MB", 2048) * 1024 * 1024
DECODER_TIMEOUT_S = environment.number("TOUCHSTONE_DECODER_TIMEOUT_S", 60)
SCRATCH_ROOT = VAR_DIR / "scratch"
# Stills of videos, made when they are looked at; the oldest go, and all may be deleted at any time.
FRAME_CACHE_ROOT = VAR_DIR / "cache"
FRAME_CACHE_BYTES = environment.number("TOUCHSTONE_FRAME_CACHE_MB", 5120) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024  # a label document of a dense frame
DATA_UPLOAD_MAX_NUMBER_FILES = 2000

#: For so long, a deleted project can be brought back.
DELETED_PROJECT_DAYS = environment.number("TOUCHSTONE_DELETED_DAYS", 30)

# --- Queue ----------------------------------------------------------------------------------------------------------
WORKERS = environment.number("TOUCHSTONE_WORKERS", 2)
Q_CLUSTER = {
    "name": "touchstone",
    "orm": "default",
    "cache": "queue",
    "workers": WORKERS,
    # Fetched jobs age in the cluster's own queue and are run again after `retry`: keep few of them, and wait long.
    "queue_limit": WORKERS,
    "bulk": 1,
    "timeout": 600,
    "retry": 3600,
    "max_attempts": 3,
    "ack_failures": True,
    # Kept successes are selected at every success; the rows of the domain are the record of what was done.
    "save_limit": -1,
    "catch_up": False,
    "recycle": 500,
    "poll": 0.2,
}

# --- E-mail ---------------------------------------------------------------------------------------------------------
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
DEFAULT_FROM_EMAIL = os.environ.get("TOUCHSTONE_FROM_EMAIL", "touchstone@localhost")
MAIL_SERVER = environment.mail_server("TOUCHSTONE_SMTP_URL")
globals().update(MAIL_SERVER)

#: Whether an account counts only once its owner opened a link in an e-mail; without a mail server nobody could.
CONFIRM_ADDRESSES = environment.choice("TOUCHSTONE_CONFIRM_ADDRESSES", ("auto", "always", "never"))
if CONFIRM_ADDRESSES == "always" or (CONFIRM_ADDRESSES == "auto" and MAIL_SERVER):
    ACCOUNT_EMAIL_VERIFICATION = "mandatory"

#: How people hear of notifications who have not chosen themselves: at_once, daily or off.
NOTIFICATION_MAIL = environment.choice("TOUCHSTONE_NOTIFICATION_MAIL", ("at_once", "daily", "off"))

# --- Language and time ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "portal" / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

# --- API ------------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "training.api.authentication.TokenAuthentication",
        "training.api.authentication.SessionAuthentication",
    ],
    # There is no default that lets anyone in: a view without its own permission is closed.
    "DEFAULT_PERMISSION_CLASSES": ["training.api.permissions.Closed"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["training.api.parsers.JSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["training.api.throttling.PersonThrottle"],
    # Of one person, in each web process; the label editor's autosaves are among them. 0 lifts the limit.
    "DEFAULT_THROTTLE_RATES": {"person": environment.rate("TOUCHSTONE_API_PER_MINUTE", 1200)},
    "EXCEPTION_HANDLER": "training.api.errors.handle",
    "UNAUTHENTICATED_USER": None,
    "COERCE_DECIMAL_TO_STRING": False,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # A refusal or an address that is not there is an answer, not a fault to print with its traceback.
    "loggers": {"django.request": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": os.environ.get("TOUCHSTONE_LOG_LEVEL", "WARNING")},
}
