"""Make the first administrator."""

import getpass
import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from server.accounts.people import PersonRefused, person_create

VARIABLE = "XUNAN_ADMIN_PASSWORD"


class Command(BaseCommand):
    """Make a sign-in with the role administrator."""

    help = "Make an administrator's sign-in; the password is asked for, or read from XUNAN_ADMIN_PASSWORD."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the names; the password never stands on a command line."""
        parser.add_argument("username")
        parser.add_argument(
            "--name", default="", help="full name, as it is shown; else the user name"
        )

    def handle(self, *args: Any, username: str, name: str, **options: Any) -> None:
        """Make it and say how to go on."""
        person = person_create(
            username=username,
            password=password_ask(),
            full_name=name or username,
            role="administrator",
        )
        self.stdout.write(f"administrator {person.username} can sign in at /accounts/login/")


def password_ask() -> str:
    """Take a password from the environment, the standard input, or twice from the keyboard."""
    if given := os.environ.get(VARIABLE):
        return given
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first, second = getpass.getpass("Password: "), getpass.getpass("Again: ")
    if first != second:
        raise PersonRefused("password_differs", "The two passwords differ.", "Try again.")
    return first
