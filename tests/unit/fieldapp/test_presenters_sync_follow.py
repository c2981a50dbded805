"""A screen opened in the middle of an exchange learns how it ended."""

import pytest

from fieldapp.presenters.preferences import Preferences
from fieldapp.presenters.shell import Shell
from fieldapp.presenters.sync import SyncPresenter
from fieldapp.presenters.today import TodayPresenter
from fieldapp.presenters.wording import Wording
from fieldapp.sync.client import NetworkUnreachable
from tests.ground.field import Field


class Held:
    """Keep what a job would say until the test says it."""

    def run(self, _job, *, done, failed, progress=None) -> None:
        self.done, self.failed = done, failed


@pytest.fixture
def shell(field: Field) -> Shell:
    return Shell(field.tablet, Wording.read(), Held(), Preferences("zh", "light"))


def test_the_sync_centre_opened_meanwhile_tells_why_it_failed_and_lets_one_try_again(
    shell: Shell,
) -> None:
    assert shell.sync()
    centre = SyncPresenter(shell)
    assert centre.state.syncing
    shell.background.failed(NetworkUnreachable("http://127.0.0.1:9", "refused"))
    assert not centre.state.syncing
    assert "127.0.0.1:9" in centre.state.trouble.message
    centre.sync_now()
    assert centre.state.syncing


def test_today_opened_meanwhile_is_read_again_when_it_ends(shell: Shell) -> None:
    shell.sync()
    today = TodayPresenter(shell)
    assert today.state.syncing
    shell.background.done(None)
    assert not today.state.syncing


def test_who_came_late_hears_of_that_exchange_only(shell: Shell) -> None:
    shell.sync()
    centre = SyncPresenter(shell)
    shell.background.done(None)
    told = centre.state.told
    shell.sync()
    shell.background.failed(NetworkUnreachable("http://127.0.0.1:9", "refused"))
    assert (centre.state.told, centre.state.trouble) == (told, None)
