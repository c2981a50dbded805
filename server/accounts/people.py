"""Sign-ins: not facts of the ledger, the administrator keeps them."""

from collections.abc import Sequence

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from server.accounts.models import Body, Officer, Person, Role
from shared.problems import Fault, Problem


class PersonRefused(Problem):
    """A sign-in that cannot be as it is asked for."""


def person_create(
    *,
    username: str,
    password: str,
    full_name: str,
    role: str,
    full_name_en: str = "",
    body: str | None = None,
    officer: str | None = None,
    streets: Sequence[str] = (),
) -> Person:
    """Make a sign-in; raise PersonRefused when the name is taken or the password too weak."""
    if Person.objects.filter(username=username).exists():
        raise PersonRefused(
            "username_taken",
            f"The user name {username!r} is taken.",
            "Choose another, or change that person in the administration.",
            status=409,
        )
    person = Person(username=username, full_name=full_name, full_name_en=full_name_en)
    with transaction.atomic():
        _person_fill(person, role=role, body=body, officer=officer, streets=streets)
        _password_set(person, password)
        person.save()
    return person


def person_update(
    *,
    person: Person,
    role: str | None = None,
    body: str | None = None,
    officer: str | None = None,
    streets: Sequence[str] | None = None,
    password: str | None = None,
    active: bool | None = None,
) -> Person:
    """Change a sign-in; what is None stays. Raises PersonRefused."""
    with transaction.atomic():
        _person_fill(
            person,
            role=role or person.role,
            body=body or person.body_id,
            officer=officer or person.officer_id,
            streets=person.streets if streets is None else streets,
        )
        if password is not None:
            _password_set(person, password)
        if active is not None:
            person.is_active = active
        person.save()
    return person


def person_rights(person: Person) -> None:
    """Let the role decide who enters the administration; nothing else may give these rights."""
    person.is_staff = person.is_superuser = person.role == Role.ADMINISTRATOR


def _person_fill(
    person: Person, *, role: str, body: str | None, officer: str | None, streets: Sequence[str]
) -> None:
    faults = []
    if role not in Role.values:
        faults.append(
            Fault("role", f"{role!r} is no role.", f"Use one of: {', '.join(Role.values)}.")
        )
    if body and not Body.objects.filter(id=body).exists():
        faults.append(Fault("body", f"There is no body {body!r}.", "Register it first."))
    if officer and (fault := _officer_fault(person, officer)):
        faults.append(fault)
    if faults:
        raise PersonRefused(
            "person_unfit", "This sign-in cannot be made so.", "Mend what is named.", fields=faults
        )
    person.role, person.body_id, person.officer_id = role, body, officer
    person.streets = list(streets)
    person_rights(person)


def _officer_fault(person: Person, officer: str) -> Fault | None:
    if not Officer.objects.filter(id=officer).exists():
        return Fault("officer", f"There is no officer {officer!r}.", "Register them first.")
    taken = Person.objects.filter(officer=officer).exclude(pk=person.pk).first()
    if taken is None:
        return None
    message = f"{taken.username!r} is {officer!r} already."
    return Fault("officer", message, "One sign-in an officer: change that one.")


def _password_set(person: Person, password: str) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        faults = [Fault("password", str(message), "") for message in error.messages]
        raise PersonRefused(
            "password_weak", "The password is too weak.", "Choose a longer one.", fields=faults
        ) from error
    person.set_password(password)
