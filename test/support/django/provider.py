"""
JHE's sign-in as JHE configures it, by the real django-oauth-toolkit: mounted at /o/, RS256, refresh
tokens that rotate without grace, a confidential client that skips JHE's own consent page.

Started with one argument, a JSON object: key, folder, client_id, client_secret, redirect_uri, people.
Says "listening <port>" on stdout, then reads one JSON command a line and answers each with a JSON line.
"""
import json
import os
import socketserver
import sys
import threading
from datetime import timedelta
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import django
from django.conf import settings

given = json.loads(sys.argv[1])

login_page = """<!doctype html><title>Sign in</title>
<form method="post" action="">{% csrf_token %}{{ form.as_p }}<button>Sign in</button></form>"""

settings.configure(
    DEBUG=False,
    SECRET_KEY="only for tests",
    ALLOWED_HOSTS=["127.0.0.1", "localhost"],
    ROOT_URLCONF=__name__,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.path.join(given["folder"], "jhe.sqlite3"),
            "OPTIONS": {"timeout": 20},
        }
    },
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "oauth2_provider",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "context_processors": ["django.template.context_processors.request"],
                "loaders": [
                    ("django.template.loaders.locmem.Loader", {"registration/login.html": login_page}),
                    "django.template.loaders.app_directories.Loader",
                ],
            },
        }
    ],
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    LOGIN_URL="/accounts/login/",
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
    OAUTH2_PROVIDER={
        "OIDC_ENABLED": True,
        "OIDC_RSA_PRIVATE_KEY": given["key"],
        "SCOPES": {"openid": "Who you are", "mcp": "Ask through MCP"},
        "PKCE_REQUIRED": True,
        "ACCESS_TOKEN_EXPIRE_SECONDS": given.get("access_seconds", 3600),
        "ROTATE_REFRESH_TOKEN": True,
        "REFRESH_TOKEN_GRACE_PERIOD_SECONDS": 0,
    },
)
django.setup()

import oauth2_provider  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.contrib.auth.views import LoginView  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import include, path, re_path  # noqa: E402
from django.utils import timezone  # noqa: E402
from oauth2_provider.models import get_access_token_model, get_application_model, get_refresh_token_model  # noqa: E402
from oauth2_provider.views import ConnectDiscoveryInfoView  # noqa: E402



class Discovery(ConnectDiscoveryInfoView):
    """As versions of JHE answer: without the slash too, and with the methods of PKCE."""

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        told = json.loads(response.content)
        told.setdefault("code_challenge_methods_supported", ["plain", "S256"])
        response.content = json.dumps(told)
        return response


urlpatterns = [
    path("accounts/login/", LoginView.as_view()),
    re_path(r"^o/\.well-known/openid-configuration/?$", Discovery.as_view()),
    path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
]

User = get_user_model()
Application = get_application_model()


def create(client_id, secret, redirect_uri):
    return Application.objects.create(
        name=client_id,
        client_id=client_id,
        client_secret=secret,
        client_type="confidential" if secret else "public",
        authorization_grant_type="authorization-code",
        redirect_uris=redirect_uri,
        algorithm="RS256",
        skip_authorization=True,
    )


def people():
    for person in given["people"]:
        user = User(id=person, username=str(person))
        user.set_password(str(person))
        user.save()


def token(command):
    """An access token of another client."""
    made = get_access_token_model().objects.create(
        user_id=command["person"],
        application=Application.objects.get(client_id="notebook"),
        token=command["token"],
        scope=command["scope"],
        expires=timezone.now() + timedelta(hours=1),
    )
    return {"id": made.id}


def activity(command):
    return {"changed": User.objects.filter(id=command["person"]).update(is_active=command["active"])}


def refresh_tokens(command):
    """How many refresh tokens of a person live, and how many are spent."""
    own = get_refresh_token_model().objects.filter(user_id=command["person"])
    live = own.filter(revoked__isnull=True).count()
    return {"live": live, "spent": own.count() - live}


commands = {"token": token, "activity": activity, "refresh_tokens": refresh_tokens}


class Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


call_command("migrate", verbosity=0)
create(given["client_id"], given["client_secret"], given["redirect_uri"])
create("notebook", "", "http://127.0.0.1/notebook")
people()
server = Server(("127.0.0.1", 0), Quiet)
server.set_app(get_wsgi_application())
threading.Thread(target=server.serve_forever, daemon=True).start()


def say(value):
    print(json.dumps(value), flush=True)


versions = {"django": django.get_version(), "toolkit": oauth2_provider.__version__}
say({"port": server.server_address[1], "versions": versions})
for line in sys.stdin:
    given_command = json.loads(line)
    say(commands[given_command["do"]](given_command))
