"""Make and change sign-ins from the command line."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from server.accounts.models import Person, Role
from server.accounts.people import PersonRefused, person_create, person_update
from server.config.management.commands.create_admin import password_ask


class Command(BaseCommand):
    """Keep sign-ins; every answer is one JSON object a line."""

    help = "Sign-ins: `create NAME --role R`, `update NAME`, `list`; the password as with create_admin."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Know the three deeds."""
        deeds = parser.add_subparsers(dest="deed", required=True, metavar="create|update|list")
        for deed, saying in (
            ("create", "make a sign-in"),
            ("update", "change one; what is not named stays"),
        ):
            one = deeds.add_parser(deed, help=saying)
            one.add_argument("username")
            one.add_argument("--role", choices=Role.values, required=deed == "create")
            one.add_argument("--body", metavar="ID")
            one.add_argument("--officer", metavar="ID", help="the officer this person is")
            one.add_argument("--street", action="append", metavar="CODE", dest="streets")
            if deed == "create":
                one.add_argument("--name", required=True, help="full name")
                one.add_argument("--name-en", default="")
            else:
                one.add_argument("--password", action="store_true", help="ask for a new one")
                one.add_argument("--active", choices=("yes", "no"))
        deeds.add_parser("list", help="show every sign-in")

    def handle(self, *args: Any, deed: str, **options: Any) -> None:
        """Do the deed."""
        {"create": self._create, "update": self._update, "list": self._list}[deed](options)

    def _create(self, options: dict[str, Any]) -> None:
        self._say(
            person_create(
                username=options["username"],
                password=password_ask(),
                full_name=options["name"],
                full_name_en=options["name_en"],
                role=options["role"],
                body=options["body"],
                officer=options["officer"],
                streets=options["streets"] or (),
            )
        )

    def _update(self, options: dict[str, Any]) -> None:
        person = Person.objects.filter(username=options["username"]).first()
        if person is None:
            raise PersonRefused(
                "person_unknown",
                f"There is no sign-in {options['username']!r}.",
                "See: people list",
            )
        self._say(
            person_update(
                person=person,
                role=options["role"],
                body=options["body"],
                officer=options["officer"],
                streets=options["streets"],
                password=password_ask() if options["password"] else None,
                active=None if options["active"] is None else options["active"] == "yes",
            )
        )

    def _list(self, options: dict[str, Any]) -> None:
        for person in Person.objects.order_by("username"):
            self._say(person)

    def _say(self, person: Person) -> None:
        row = {
            "username": person.username,
            "name": person.full_name,
            "role": person.role,
            "body": person.body_id,
            "officer": person.officer_id,
            "streets": list(person.streets),
            "active": person.is_active,
        }
        self.stdout.write(json.dumps(row, ensure_ascii=False))
