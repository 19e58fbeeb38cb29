"""Settings: everything a site may vary comes from the environment (``MUSTER_…``), with ``var/muster.env`` as its file.

``make run`` writes that file (own ports, own secrets); in production docker-compose.yml sets the same names.
"""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(BASE_DIR / "var" / "muster.env")

VAR_DIR = Path(env("MUSTER_VAR_DIR", default=str(BASE_DIR / "var")))
DEBUG = env.bool("MUSTER_DEBUG", default=False)
SECRET_KEY = env("MUSTER_SECRET_KEY", default="")
if not SECRET_KEY:
    raise ImproperlyConfigured("MUSTER_SECRET_KEY is empty: run `make run` once, or set it in the environment.")
ALLOWED_HOSTS = env.list("MUSTER_ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("MUSTER_TRUSTED_ORIGINS", default=[])
SITE_URL = env("MUSTER_SITE_URL", default="http://127.0.0.1:8110")
HTTPS = SITE_URL.startswith("https://")

# The four floors, top first; imports go downwards only (see docs/architecture.md).
FLOORS = ["dispatch", "incidents", "units", "maps"]

INSTALLED_APPS = [
    *FLOORS,
    "dispatch.admin_site.BureauAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "channels",
    "leaflet",
    "import_export",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "ninja",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "dispatch.console.unreadable.refuse_unreadable",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "dispatch.journal.middleware.remember_origin",
    "units.people.middleware.language_of_user",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "units.access.middleware.keep_role_policy",
    "dispatch.wall.door.let_walls_see_the_map",
]

ROOT_URLCONF = "dispatch.urls"
ASGI_APPLICATION = "dispatch.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.template.context_processors.tz",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dispatch.context.house",
            ],
        },
    },
]

# Widgets, too, are looked up in templates/: the map widget of the admin has no inline script there.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {
    "default": {
        **env.db_url("MUSTER_DATABASE_URL", default="postgis://muster:muster@127.0.0.1:55432/muster"),
        "ENGINE": "django.contrib.gis.db.backends.postgis",
        # Under ASGI a connection belongs to no thread for long: a pool, not CONN_MAX_AGE.
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": env.int("MUSTER_DATABASE_POOL", default=20), "timeout": 10},
            "options": "-c jit=off",  # our queries take milliseconds; compiling one took 25 to 80
        },
        "TEST": {"NAME": env("MUSTER_TEST_DATABASE", default="test_muster")},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("MUSTER_REDIS_URL", default="redis://127.0.0.1:56379/0")
CHANNEL_LAYERS = {
    "default": {
        # Pub/sub, not the list-based layer: a mass disconnect exhausts that one's pool and leaves stale members.
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": env("MUSTER_CHANNEL_PREFIX", default="muster")},
    }
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = env("MUSTER_QUEUE", default="muster")
CELERY_TIMEZONE = "UTC"
# What takes minutes has workers of its own: the clocks of calls and orders must never wait for it.
CELERY_SLOW_QUEUE = f"{CELERY_TASK_DEFAULT_QUEUE}-slow"
CELERY_TASK_ROUTES = {f"incidents.{room}.tasks.*": {"queue": CELERY_SLOW_QUEUE} for room in ("history", "hotspots")} | {
    name: {"queue": CELERY_SLOW_QUEUE}
    for name in ("dispatch.warnings.tasks.*", "dispatch.demo.tasks.load_demo_history")
}

AUTH_USER_MODEL = "units.User"
AUTHENTICATION_BACKENDS = ["units.access.backends.LockableBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {"login": "units.people.forms.SignInForm", "reset_password": "units.people.forms.ResetForm"}
ACCOUNT_ADAPTER = "units.people.adapters.BureauAccountAdapter"
# Guessing one account is stopped by units.access.lockout; this stops one address from guessing many.
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = "Muster"

SESSION_COOKIE_AGE = 12 * 3600  # signed in anew at least every 12 h (CJIS IA-5)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "muster_session"
CSRF_COOKIE_NAME = "muster_csrf"
SECURE_SSL_REDIRECT = False  # the reverse proxy redirects
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "media-src": [CSP.SELF, "blob:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "worker-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}

USE_TZ = True
TIME_ZONE = env("MUSTER_TIME_ZONE", default="Asia/Shanghai")
LANGUAGE_CODE = env("MUSTER_LANGUAGE", default="zh-hans")
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "muster_language"
LOCALE_PATHS = [BASE_DIR / "locale"]

NODE_MODULES = BASE_DIR / "node_modules"
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/leaflet", NODE_MODULES / "leaflet" / "dist"),
    ("vendor/protomaps-leaflet", NODE_MODULES / "protomaps-leaflet" / "dist"),
    ("vendor/htmx", NODE_MODULES / "htmx.org" / "dist"),
    ("vendor/inter", NODE_MODULES / "@fontsource-variable" / "inter"),
    ("vendor/noto-sans-sc", NODE_MODULES / "@fontsource-variable" / "noto-sans-sc"),
]
# No hashed names: ES modules import each other by relative path. WhiteNoise answers with ETag and a short max-age.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = env.bool("MUSTER_STATIC_FROM_SOURCE", default=DEBUG)
WHITENOISE_MAX_AGE = 0 if DEBUG else 300
# smtp+tls://user:password@host:587; without it no page promises a mail.
EMAIL_SET = bool(env.str("MUSTER_EMAIL_URL", default=""))
if EMAIL_SET:
    globals().update(env.email_url("MUSTER_EMAIL_URL"))
DEFAULT_FROM_EMAIL = env("MUSTER_EMAIL_FROM", default="muster@localhost")

MEDIA_ROOT = VAR_DIR / "media"

LEAFLET_CONFIG = {"TILES": [], "RESET_VIEW": False, "NO_GLOBALS": False}

# --- The product -----------------------------------------------------------------------------------------------------
MUSTER = {
    "ROUTER_URL": env("MUSTER_ROUTER_URL", default="http://127.0.0.1:8112"),
    # Addresses or networks of our own reverse proxies: only what these say in X-Forwarded-For is believed.
    "TRUSTED_PROXIES": env.list("MUSTER_TRUSTED_PROXIES", default=[]),
    # Where vehicle terminals connect (JT/T 808): only this machine, unless told otherwise.
    "JT808_LISTEN": env("MUSTER_JT808_LISTEN", default="127.0.0.1:8208"),
    # How telephone numbers without a country code are read where no telephone line says otherwise.
    "TELEPHONE_REGION": env("MUSTER_TELEPHONE_REGION", default="CN"),
    # Automatic calls have workers of their own: a call occupies one for a minute.
    "CALLS_QUEUE": f"{CELERY_TASK_DEFAULT_QUEUE}-calls",
    # Where the simulated telephones listen: this machine only.
    "PHONES_LISTEN": env("MUSTER_PHONES_LISTEN", default="127.0.0.1:5070"),
    # Between a call's own limits and the moment when a row that nobody ended is given up: clocks may differ so much.
    "CALL_MARGIN_S": env.int("MUSTER_CALL_MARGIN_S", default=10),
    # The RTP ports of our calls; a firewall lets them through to the exchange.
    "RTP_PORTS": env("MUSTER_RTP_PORTS", default="30000-31999"),
    "ROUTER_DIR": Path(env("MUSTER_ROUTER_DIR", default=str(VAR_DIR / "router"))),
    # Anything else than an empty string puts the banner on every page that nobody can overlook.
    "SIMULATION": env.bool("MUSTER_SIMULATION", default=False),
    "TEST_DATA": Path(env("MUSTER_TEST_DATA", default=str(BASE_DIR.parent / "shared" / "data"))),
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("MUSTER_LOG_LEVEL", default="INFO")},
    "loggers": {"httpx": {"level": "WARNING"}},  # it tells every request, also the router's
}

# GDAL is used on our own geometries only, never on files or addresses that users give; Debian 12 has 3.6.
SILENCED_SYSTEM_CHECKS = ["gis.W001"]
