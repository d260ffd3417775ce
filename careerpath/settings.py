"""All settings. What differs between machines comes from the environment; the defaults are the safe ones.

Without DEBUG a missing SECRET_KEY, ALLOWED_HOSTS, DATABASE_URL or REDIS_URL stops the start: environ raises ImproperlyConfigured.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent

# --- what this process is -------------------------------------------------------------------------------------------
DEVELOPMENT = env.bool("DEBUG", default=False)
"""A developer's own machine: easy defaults, mail into files, no TLS."""
EMBEDDED = env.bool("CAREERPATH_EMBEDDED", default=False)
"""True when careerpath.devserver started PostgreSQL and Valkey for this process."""
DEMO = DEVELOPMENT and EMBEDDED
"""Sign in as a role, and read sent mail at /_mail/: never with real servers, never without DEBUG in the environment."""
DEBUG = DEVELOPMENT and (not EMBEDDED or env.bool("DEBUG_PAGES", default=False))
"""Django's own: the demo shows the error pages that people would see, unless DEBUG_PAGES=1."""
LOCAL_DIR = Path(env("CAREERPATH_LOCAL", default=str(BASE_DIR / ".local")))

SECRET_KEY = env("SECRET_KEY", default="dev-only-" + "0" * 60) if DEVELOPMENT else env("SECRET_KEY")
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if DEVELOPMENT else environ.Env.NOTSET
)
if not DEVELOPMENT and (len(SECRET_KEY) < 50 or not ALLOWED_HOSTS):
    raise ImproperlyConfigured(
        "Set SECRET_KEY (50 characters or more) and ALLOWED_HOSTS, or DEBUG=1 on your own machine."
    )
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env(
    "SITE_URL",
    default=f"http://127.0.0.1:{env('PORT', default='8000')}" if DEVELOPMENT else f"https://{ALLOWED_HOSTS[0]}",
)
"""Where links in mail lead: no request is at hand when a worker writes one."""
SITE_NAME = env("SITE_NAME", default="CareerPath")
CONTACT_EMAIL = env("CONTACT_EMAIL", default="programme@careerpath.example")

# --- apps: the ground, then the house from the ground up -----------------------------------------------------------
INSTALLED_APPS = [
    "careerpath.ui.apps.UiConfig",
    "careerpath.ui.apps.CareerPathAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "anymail",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "careerpath.accounts",
    "careerpath.pipeline",
    "cohorts",
    "applicants",
    "reviews",
    "bootcamp",
    "placements",
    "mentorship",
    "reports",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # a section of the form is 30 kB of HTML, 4 kB compressed
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "careerpath.ui.languages.StaffInEnglish",
    "careerpath.ui.nulls.PassOverNulls",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "careerpath.accounts.middleware.KeptByNobody",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "careerpath.accounts.middleware.RequireSecondFactor",
]

ROOT_URLCONF = "careerpath.urls"
WSGI_APPLICATION = "careerpath.wsgi.application"
ASGI_APPLICATION = "careerpath.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
                "careerpath.ui.context.site",
                "careerpath.accounts.context.demo",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = not DEVELOPMENT

# --- database, broker, cache ---------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL")}
DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"
DATABASES["default"]["ATOMIC_REQUESTS"] = False
# PostgreSQL compiles a plan to machine code when it looks dear; ours look dear and are quick, and the compiling took up to 15 s of
# a report that takes 0.6 s without it.
DATABASES["default"]["OPTIONS"] = {"options": "-c jit=off"}
# A pool of connections for the web server's threads; workers fork and keep one connection each.
if env.bool("DATABASE_POOL", default=False):
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": env.int("DATABASE_POOL_SIZE", default=8),
        "timeout": 10,
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

REDIS_URL = env("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "careerpath",
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_DEFAULT_QUEUE = env("CELERY_QUEUE", default="careerpath")
CELERY_TASK_IGNORE_RESULT = True  # results stand in the database, in the ledgers
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 30 * 60
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "socket_connect_timeout": 2, "socket_timeout": 10}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.1}
CELERY_TIMEZONE = "UTC"
SCREENING_STALE_SECONDS = env.int("SCREENING_STALE_SECONDS", default=60)
"""After how long a batch that was handed out and is neither done nor in work is handed out again."""
HAND_OUT_SECONDS = env.float("HAND_OUT_SECONDS", default=10.0)
"""How often it is looked for such work."""
CELERY_BEAT_SCHEDULE_FILENAME = str(LOCAL_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "follow-applications": {
        "task": "reviews.tasks.follow_applications",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "rounds-by-clock": {"task": "reviews.tasks.rounds_by_clock", "schedule": 60.0},
    "measure-rounds": {"task": "reviews.tasks.measure_due", "schedule": 30.0, "options": {"expires": 30}},
    "free-checkouts": {"task": "reviews.tasks.free_checkouts", "schedule": 60.0, "options": {"expires": 60}},
    "build-boards": {"task": "reviews.tasks.build_boards", "schedule": 30.0, "options": {"expires": 30}},
    "open-surveys": {"task": "bootcamp.tasks.open_surveys", "schedule": 600.0},
    "hand-out-unfinished-batches": {
        "task": "applicants.tasks.hand_out_unfinished",
        "schedule": HAND_OUT_SECONDS,
        "options": {"expires": HAND_OUT_SECONDS},
    },
    "hand-out-operations": {
        "task": "applicants.tasks.hand_out_operations",
        "schedule": HAND_OUT_SECONDS,
        "options": {"expires": HAND_OUT_SECONDS},
    },
    "hand-out-imports": {
        "task": "applicants.tasks.hand_out_imports",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "make-words": {"task": "applicants.tasks.make_words", "schedule": 5.0, "options": {"expires": 5}},
    "check-waiting-documents": {
        "task": "applicants.tasks.check_waiting_documents",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "look-for-missed-duplicates": {
        "task": "applicants.tasks.look_for_missed_duplicates",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "expire-offers": {"task": "applicants.tasks.expire_offers", "schedule": 60.0, "options": {"expires": 60}},
    "send-letters": {"task": "applicants.tasks.send_letters", "schedule": 30.0, "options": {"expires": 30}},
    "write-reminders": {"task": "applicants.tasks.write_reminders", "schedule": 600.0, "options": {"expires": 600}},
    "send-notices": {"task": "applicants.tasks.send_notices", "schedule": 5.0, "options": {"expires": 5}},
    "count-changed-places": {"task": "reports.tasks.count_changed", "schedule": 5.0, "options": {"expires": 5}},
    "prepare-reports": {"task": "reports.tasks.prepare_pages", "schedule": 60.0, "options": {"expires": 60}},
    "count-for-partners": {"task": "reports.tasks.count_for_partners", "schedule": 600.0, "options": {"expires": 600}},
    "hand-out-warnings": {
        "task": "bootcamp.tasks.hand_out_warnings",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "tell-of-open-classes": {
        "task": "applicants.tasks.tell_of_open_classes",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "forget-next-class": {"task": "applicants.tasks.forget_next_class", "schedule": 24 * 3600.0},
    "erase-due": {"task": "applicants.tasks.erase_due", "schedule": 24 * 3600.0},
    "remind-of-ending-consents": {"task": "applicants.tasks.remind_of_ending_consents", "schedule": 24 * 3600.0},
    "remind-of-onboarding": {
        "task": "bootcamp.tasks.remind_of_onboarding",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "hand-out-matches": {
        "task": "placements.tasks.hand_out_matches",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "open-yearly-surveys": {
        "task": "placements.tasks.open_yearly_surveys",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "remind-of-first-days": {
        "task": "placements.tasks.remind_of_first_days",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "remind-of-renewals": {
        "task": "bootcamp.tasks.remind_of_renewals",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "remind-of-evaluations": {
        "task": "placements.tasks.remind_of_evaluations",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "nudge-pairs": {"task": "mentorship.tasks.nudge", "schedule": 3600.0, "options": {"expires": 3600}},
    "remind-of-proposals": {
        "task": "mentorship.tasks.remind_of_proposals",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "remind-of-check-ins": {
        "task": "mentorship.tasks.remind_of_check_ins",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "look-after-interviews": {
        "task": "reviews.tasks.look_after_interviews",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "forget-old-exports": {"task": "applicants.tasks.forget_old_files", "schedule": 3600.0},
    "forget-full-buckets": {"task": "careerpath.accounts.tasks.forget_full_buckets", "schedule": 3600.0},
    "clear-expired-sessions": {"task": "careerpath.accounts.tasks.clear_expired_sessions", "schedule": 24 * 3600.0},
}

# --- people --------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "careerpath.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "careerpath.accounts.forms.LoginForm",
    "signup": "careerpath.accounts.forms.SignupForm",
    "request_login_code": "careerpath.accounts.forms.RequestLoginCodeForm",
    "confirm_login_code": "careerpath.accounts.forms.ConfirmLoginCodeForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PREVENT_ENUMERATION = True
# These are counted by ours (accounts.limits): by who asks, not by whom it is about, and without Redis.
ACCOUNT_RATE_LIMITS = {"login": "", "signup": "", "request_login_code": ""}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEVELOPMENT
REQUIRE_STAFF_MFA = env.bool("REQUIRE_STAFF_MFA", default=not DEVELOPMENT)
"""Everybody with a role must have a second factor before any page but the one that sets it up."""

BADGE_SIGNING_KEY = env("BADGE_SIGNING_KEY", default="")
"""The private RSA key (PEM; line ends may be written as \\n) that signs credentials. On a developer's machine one is made and kept
under LOCAL_DIR; elsewhere no certificate is issued without it. docs/certificates.md says how to make one and take another."""
NOTES_KEYS = env.list("NOTES_KEYS", default=[])
"""Fernet keys of mentors' private notes, comma-separated: the first seals, all open. A developer's machine derives one from
SECRET_KEY; elsewhere no private note is kept without. docs/mentoring.md says how to make a key and how to change it."""

# --- mail, files, words --------------------------------------------------------------------------------------------
if DEVELOPMENT:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(LOCAL_DIR / "mail")
else:
    vars().update(env.email_url("EMAIL_URL", default="smtp://localhost:25"))
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)  # Django's own default waits for ever
MAIL_SERVICE = env("MAIL_SERVICE", default="")
"""A mail service that django-anymail knows, by its short name ("postmark" ...): its interface sends instead of EMAIL_URL."""
if MAIL_SERVICE:
    EMAIL_BACKEND = f"anymail.backends.{MAIL_SERVICE}.EmailBackend"
ANYMAIL = {
    "IGNORE_UNSUPPORTED_FEATURES": True,
    "REQUESTS_TIMEOUT": EMAIL_TIMEOUT,
    **{name.removeprefix("ANYMAIL_"): value for name, value in env.ENVIRON.items() if name.startswith("ANYMAIL_")},
}
"""What a service needs, as anymail's page on it says: ANYMAIL_POSTMARK_SERVER_TOKEN, ANYMAIL_WEBHOOK_SECRET ..."""
LETTERS_PER_MINUTE = env.int("LETTERS_PER_MINUTE", default=300)
"""What the mail server is asked to take, by all workers together."""
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="CareerPath <programme@careerpath.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

STATIC_URL = "static/"
STATIC_ROOT = env("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = DEVELOPMENT
WHITENOISE_AUTOREFRESH = DEVELOPMENT
# Documents lie outside the web root: nothing maps a URL onto this folder, views hand files out one by one.
MEDIA_ROOT = env("MEDIA_ROOT", default=str(LOCAL_DIR / "documents"))
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEVELOPMENT
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000  # a rubric of a hundred criteria is one form
FILE_UPLOAD_PERMISSIONS = 0o600
DOCUMENT_MAX_BYTES = 5 * 1024 * 1024
CLAMD_ADDRESS = env("CLAMD_ADDRESS", default="")
"""Where ClamAV's clamd listens, the path of its socket or host:port: no document is handed out before it was called clean."""
CLAMD_TIMEOUT = env.float("CLAMD_TIMEOUT", default=60.0)
IMPORT_MAX_BYTES = env.int("IMPORT_MAX_BYTES", default=40 * 1024 * 1024)

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = "careerpath.ui.formats"  # dates with the weekday, moments with the time zone
TIME_ZONE = "UTC"  # stored and shown in UTC unless a cohort's own zone is at hand

# --- security ------------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the QR code of the second factor is a data: picture
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SILENCED_SYSTEM_CHECKS: list[str] = []
_proxies = env("BEHIND_PROXY", default="0")
BEHIND_PROXY = int(_proxies) if _proxies.isdecimal() else int(env.bool("BEHIND_PROXY"))
"""How many proxies of ours stand in front: the address of who asks is so many from the right end of X-Forwarded-For."""
if not DEVELOPMENT:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    # Browsers take a name like these from this very host alone: no neighbour under the same domain can set one of its own.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^health/$", r"^ready/$"]
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=365 * 24 * 3600)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    if BEHIND_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- logs ----------------------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
        "plain": {"format": "%(asctime)s %(levelname)-7s %(name)s: %(message)s", "datefmt": "%H:%M:%S"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain" if DEVELOPMENT else "json"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.server": {"handlers": ["console"], "propagate": False},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # While debugging it prints what a page was made from: what somebody has just said of themselves, among it.
        "django.template": {"level": "INFO"},
    },
}
