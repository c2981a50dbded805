"""An administrator may take a lost second factor away, and never reads its secret; the front door sends no mail."""

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from server.accounts.people import person_create
from tests.ground.pages import page_read, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def factor():
    owner = person_create(
        username="zhao", password="Changchun-2026", full_name="赵敏", role="office"
    )
    return Authenticator.objects.create(
        user=owner, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"}
    )


@pytest.fixture
def administrator():
    person = person_create(
        username="root", password="Changchun-2026", full_name="管理员", role="administrator"
    )
    return sign_in(person)


def test_a_secret_is_shown_nowhere_and_cannot_be_changed(factor, administrator):
    for page in ("", f"{factor.pk}/change/", f"{factor.pk}/history/", f"{factor.pk}/delete/"):
        assert (
            "JBSWY3DPEHPK3PXP"
            not in page_read(administrator, f"/admin/mfa/authenticator/{page}").text
        )
    changed = administrator.post(f"/admin/mfa/authenticator/{factor.pk}/change/", {"data": "{}"})
    assert changed.status_code == 403


def test_a_lost_one_is_taken_away(factor, administrator):
    answer = administrator.post(f"/admin/mfa/authenticator/{factor.pk}/delete/", {"post": "yes"})
    assert answer.status_code == 302
    assert not Authenticator.objects.exists()


def test_nobody_signs_up_and_no_mail_leaves(db):
    stranger = Client()
    for address in (
        "signup/",
        "password/reset/",
        "email/",
        "login/code/confirm/",
        "confirm-email/x/",
    ):
        for answer in (
            stranger.get(f"/accounts/{address}"),
            stranger.post(f"/accounts/{address}", {"email": "someone@example.org"}),
        ):
            assert answer.status_code == 404, address
    assert mail.outbox == []


def test_the_pages_of_one_s_own_keys_can_be_read(administrator):
    for address in ("2fa/", "2fa/webauthn/", "password/change/", "reauthenticate/", "logout/"):
        page_read(administrator, f"/accounts/{address}")
