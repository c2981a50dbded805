"""Enrolment, PINs and the exchange with the office, against a server on 127.0.0.1."""

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from fieldapp.presenters.enrol import EnrolPresenter
from fieldapp.presenters.shell import Route
from fieldapp.presenters.sync import SyncPresenter
from fieldapp.presenters.today import TodayPresenter
from fieldapp.presenters.unlock import UnlockPresenter
from fieldapp.work import Tablet, officer_lock
from shared.clock import FixedClock
from shared.sync import EnrolmentQr, enrolment_qr_write
from tests.ground.day import shell_of
from tests.ground.field import NOW, PIN, Field, pin_cheap, server_make, tablet_open, visit_finish
from tests.ground.field_server import FieldServer


@pytest.fixture
def server() -> Iterator[FieldServer]:
    """Give a server that runs."""
    with (
        patch("fieldapp.store.keyring.pin_parameters", pin_cheap),
        server_make().running() as running,
    ):
        yield running


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Tablet]:
    """Give a tablet that belongs to nobody yet."""
    with tablet_open(tmp_path / "bare", FixedClock(NOW)) as tablet:
        yield tablet


def pin(presenter: UnlockPresenter, digits: str = PIN) -> None:
    """Type a PIN."""
    for digit in digits:
        presenter.key(digit)


def test_a_tablet_enrols_by_the_text_of_a_qr_code_and_asks_for_the_first_pin(
    server: FieldServer, bare: Tablet
) -> None:
    shell = shell_of(bare)
    assert shell.state.route == Route("enrol")
    presenter = EnrolPresenter(shell)
    text = enrolment_qr_write(EnrolmentQr(server.url, server.code, server.fingerprint))

    presenter.edit("qr", f" {text}\n")
    presenter.enrol()

    assert shell.state.route == Route("unlock")
    unlock = UnlockPresenter(shell)
    assert (unlock.state.stage, len(unlock.state.officers)) == ("set", 2)


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "还没有二维码内容。"), ("https://example", "这不是巡安的登记二维码：开头应为 xunan:1。")],
)
def test_a_text_that_is_no_code_is_refused_with_what_to_do(
    bare: Tablet, text: str, message: str
) -> None:
    presenter = EnrolPresenter(shell_of(bare))

    presenter.edit("qr", text)
    presenter.enrol()

    assert presenter.state.trouble.message == message
    assert presenter.state.trouble.remedy


def test_a_used_or_wrong_code_stays_on_the_screen_with_the_servers_words(
    server: FieldServer, bare: Tablet
) -> None:
    presenter = EnrolPresenter(shell_of(bare))
    presenter.way_choose("typed")

    presenter.edit("url", server.url)
    presenter.edit("code", "WRONG-1")
    presenter.enrol()

    assert presenter.state.trouble is not None
    assert not presenter.state.busy
    assert presenter._shell.state.route == Route("enrol")


def test_a_first_pin_is_asked_for_twice(server: FieldServer, bare: Tablet) -> None:
    shell = shell_of(bare)
    presenter = EnrolPresenter(shell)
    presenter.way_choose("typed")
    presenter.edit("url", server.url)
    presenter.edit("code", server.code)
    presenter.enrol()
    unlock = UnlockPresenter(shell)

    pin(unlock)
    assert unlock.state.stage == "repeat"
    pin(unlock, "000000")
    assert unlock.state.trouble.message == "两次输入的 PIN 不一致。"
    pin(unlock)
    pin(unlock)

    assert unlock.state.unlocked == 1
    assert unlock.state.stage == "set"  # the second officer's turn


def test_a_wrong_pin_is_told_and_the_right_one_opens(field: Field) -> None:
    officer_lock(field.tablet)
    shell = shell_of(field.tablet)
    presenter = UnlockPresenter(shell)
    presenter.choose(presenter.state.officers[0].id)

    pin(presenter, "111111")
    assert presenter.state.trouble.message == "PIN 不正确。"
    assert presenter.state.digits == 0
    pin(presenter)

    assert presenter.state.unlocked == 1
    presenter.go_on()
    assert shell.state.route == Route("today")


def test_a_sync_sends_what_waits_and_the_pill_says_so(field: Field) -> None:
    visit_finish(field.tablet)
    shell = shell_of(field.tablet)
    assert shell.state.pill.text == "离线 · 1 条待同步"
    presenter = SyncPresenter(shell)
    steps = []
    presenter.subscribe(lambda state: steps.append(state.step))

    presenter.sync_now()

    assert [row.state for row in presenter.state.operations] == ["confirmed"]
    assert (shell.state.pill.text, shell.state.pill.tone) == ("已同步", "bar")
    assert presenter.state.told == "同步完成。"
    assert any(step.startswith("上传记录") for step in steps)


def test_a_sync_that_fails_leaves_everything_queued_and_says_what_to_do(field: Field) -> None:
    visit_finish(field.tablet)
    field.server.faults.extend(["portal"] * 20)
    presenter = SyncPresenter(shell_of(field.tablet))

    presenter.sync_now()

    assert presenter.state.trouble.remedy
    assert not presenter.state.syncing
    assert [row.state for row in presenter.state.operations] in (["queued"], ["sent"])


def test_filters_show_what_waits_and_what_needs_someone(field: Field) -> None:
    visit_finish(field.tablet)
    presenter = SyncPresenter(shell_of(field.tablet))
    assert (presenter.state.waiting, presenter.state.confirmed) == (1, 0)

    presenter.sync_now()
    presenter.filter_choose("waiting")
    assert presenter.state.shown == ()
    presenter.filter_choose("confirmed")
    assert len(presenter.state.shown) == 1


def test_the_tablet_can_be_checked_and_a_rescue_file_written(field: Field) -> None:
    visit_finish(field.tablet)
    presenter = SyncPresenter(shell_of(field.tablet))

    presenter.verify()
    assert presenter.state.told == "核对无误：1 条记录、0 个附件的签名与散列都一致。"
    presenter.rescue()

    assert "已把 1 条未归档的工作写入" in presenter.state.told
    assert list((field.tablet.folder / "rescue").iterdir())


def test_an_empty_tablet_fetches_from_today(server: FieldServer, bare: Tablet) -> None:
    shell = shell_of(bare)
    presenter = EnrolPresenter(shell)
    presenter.way_choose("typed")
    presenter.edit("url", server.url)
    presenter.edit("code", server.code)
    presenter.enrol()
    unlock = UnlockPresenter(shell)
    pin(unlock)
    pin(unlock)
    today = TodayPresenter(shell)
    assert today.state.bare

    today.fetch()

    assert not today.state.bare
    assert [task.number for task in today.state.tasks] == ["宽检备〔2026〕1123号"]


def test_what_protects_the_keys_is_said_in_the_language_chosen(field: Field) -> None:
    presenter = SyncPresenter(shell_of(field.tablet))
    assert presenter.state.keys.startswith("密钥保存在")

    presenter._shell.wording.lang = "en"
    presenter.reword()

    assert presenter.state.keys.startswith("Keys are kept in a file")
