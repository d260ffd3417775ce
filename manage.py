#!/usr/bin/env python
"""Django's command line. Without DATABASE_URL and REDIS_URL it uses the embedded servers (careerpath/devserver)."""

import os
import sys


def main() -> None:
    """Run one command, with servers around it when nobody named any."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerpath.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit(
            "manage.py: Django is not installed for this Python. Install first: make setup. Then: .venv/bin/python manage.py"
        )
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        execute_from_command_line(sys.argv)
        return
    from careerpath.devserver import DevServerError
    from careerpath.devserver.environment import servers_for_command

    try:
        with servers_for_command(sys.argv):
            execute_from_command_line(sys.argv)
    except DevServerError as error:
        sys.exit(f"manage.py: {error}")


if __name__ == "__main__":
    main()
