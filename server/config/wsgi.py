"""The WSGI door for granian."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "server.config.settings")
_django = get_wsgi_application()

from django.conf import settings  # noqa: E402 - the name of the settings module comes first

from server.config.patience import patient  # noqa: E402

application = patient(_django, quiet_s=settings.OPTIONS.body_quiet_s)
