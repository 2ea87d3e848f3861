"""Settings. Everything that differs between installations comes from the environment.

All state lives under BANSO_HOME (database, lake, files, keys) unless DATABASE_URL says otherwise.
"""

import os
import secrets
from pathlib import Path
from typing import Any

from environs import Env

env = Env()

BANSO_HOME = Path(env.str("BANSO_HOME", ".banso")).expanduser().resolve()
BANSO_HOME.mkdir(parents=True, exist_ok=True)
LAKE_ROOT = BANSO_HOME / "lake"
FILES_ROOT = BANSO_HOME / "files"
BASE_DIR = Path(__file__).resolve().parent.parent


def _secret_key() -> str:
    """The key in BANSO_HOME/keys, made at the first start and readable by the owner alone."""
    path = BANSO_HOME / "keys" / "secret_key"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text().strip()


SECRET_KEY = env.str("BANSO_SECRET_KEY", "") or _secret_key()
DEBUG = env.bool("BANSO_DEBUG", False)
ALLOWED_HOSTS = env.list("BANSO_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("BANSO_ORIGINS", [])
BANSO_HTTPS = env.bool("BANSO_HTTPS", False)
# The page with every component, for developers.
BANSO_GALLERY = env.bool("BANSO_GALLERY", DEBUG)
SHARED_DATA = Path(env.str("BANSO_SHARED", "../shared"))

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "csp",
    "banso.platform.tenancy",
    "banso.platform.lake",
    "banso.platform.jobs",
    "banso.platform.journal",
    "banso.platform.identity",
    "banso.platform.mail",
    "banso.platform.definitions",
    "banso.platform.attributes",
    "banso.platform.ui",
    "banso.record.customers",
    "banso.record.work",
    "banso.record.usage",
    "banso.record.revenue",
    "banso.judgement.metrics",
    "banso.judgement.health",
    "banso.judgement.forecasts",
    "banso.judgement.signals",
    "banso.judgement.proof",
    "banso.judgement.reports",
    "banso.engagement.plays",
    "banso.connectors.files",
    "banso.surfaces.workspace",
    # Last: our templates and words go before its own.
    "allauth",
    "allauth.account",
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
    "allauth.account.middleware.AccountMiddleware",
    "banso.platform.identity.middleware.MemberMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "banso.surfaces.workspace.errors.BansoErrorMiddleware",
]

ROOT_URLCONF = "banso.config.urls"
WSGI_APPLICATION = "banso.config.wsgi.application"

_LOADERS: list[Any] = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": _LOADERS if DEBUG else [("django.template.loaders.cached.Loader", _LOADERS)],
            "builtins": ["django_cotton.templatetags.cotton"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "banso.platform.ui.context.shell",
            ],
        },
    }
]

DATABASE_URL = env.str("DATABASE_URL", f"sqlite:///{BANSO_HOME / 'banso.sqlite3'}")
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.dj_db_url("DATABASE_URL", f"sqlite:///{BANSO_HOME / 'banso.sqlite3'}")
}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # Without IMMEDIATE, a read followed by a write loses to any other writer ("database is locked").
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Shared between processes: the limits of log-in are counted in it.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "banso_cache",
    }
}

AUTH_USER_MODEL = "identity.Login"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
# How many proxies in front set X-Forwarded-For; with 0 everybody behind one shares the limits of log-in.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("BANSO_PROXIES", 0)
ACCOUNT_ADAPTER = "banso.platform.identity.adapter.ClosedSignup"

# The address people use; links in mails begin with it.
BANSO_URL = env.str("BANSO_URL", "") or f"http://localhost:{env.str('PORT', '8000')}"
# Whether mails are made at all. Without a server only those that somebody asks for are printed: new passwords.
BANSO_MAIL = bool(env.str("EMAIL_URL", ""))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("BANSO_MAIL_FROM", "Banso <banso@localhost>")
# Whether a mail that may have arrived is sent again by itself: its Message-ID is the same.
BANSO_MAIL_AGAIN = env.bool("BANSO_MAIL_AGAIN", True)
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
if BANSO_MAIL:
    globals().update(env.dj_email_url("EMAIL_URL"))
EMAIL_TIMEOUT = 20

LANGUAGE_CODE = "en"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
# Packages that are no Django app keep their Japanese beside their code too.
LOCALE_PATHS = [BASE_DIR / "config/locale", BASE_DIR / "platform/kit/locale", BASE_DIR / "surfaces/cli/locale"]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BANSO_HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns without it
WHITENOISE_USE_FINDERS = True
# The build names files by their content; these never change.
WHITENOISE_IMMUTABLE_FILE_TEST = r"/dist/.+-[A-Z0-9]{8}\.(?:js|css)$"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": FILES_ROOT},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# Files handed in on a page, in bytes; they go to the disk, not into memory.
UPLOAD_LIMIT = env.int("BANSO_UPLOAD_MB", 512) * 1024 * 1024
# A process runs one thread of Python at a time. Another takes 140 MB, and a mirror of each large list besides.
WEB_PROCESSES = env.int("BANSO_WEB_PROCESSES", 1)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "object-src": ["'none'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = BANSO_HTTPS
CSRF_COOKIE_SECURE = BANSO_HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = BANSO_HTTPS
SECURE_HSTS_SECONDS = 31536000 if BANSO_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BANSO_HTTPS else None
CSRF_FAILURE_VIEW = "banso.surfaces.workspace.errors.csrf_failure"

LOGGING_CONFIG = "banso.config.logs.configure"
LOGGING = {"level": env.str("BANSO_LOG_LEVEL", "INFO"), "json": env.bool("BANSO_LOG_JSON", False)}
