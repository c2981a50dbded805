"""A folder of checklists is read whole: every fault of every file in one run, files checked against each other."""

import re
from datetime import date
from pathlib import Path

import pytest

from shared.checklist import CatalogueFaulty, DocumentsFaulty, catalogue_read, documents_read
from shared.checklist.__main__ import main
from tests.ground.checklists import text, verdict

CHECKLISTS = Path(__file__).resolve().parents[3] / "checklists"
MODEL = (CHECKLISTS / "model.toml").read_bytes()
DOCUMENTS = """
[[document]]
id = "安全生产法"
version = "2014"
kind = "law"
zh = "安全生产法（2014年修正）"
en = "Work Safety Law (2014)"
effective_from = 2014-12-01
effective_to = 2021-08-31
superseded_by = "安全生产法@2021"

[[document]]
id = "安全生产法"
version = "2021"
kind = "law"
zh = "安全生产法"
en = "Work Safety Law"
effective_from = 2021-09-01

[[document]]
id = "食品安全法实施条例"
version = "2019"
kind = "regulation"
zh = "食品安全法实施条例"
en = "Implementing Regulation"
"""


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "lists"
    (place / "gas").mkdir(parents=True)
    (place / "documents.toml").write_text(DOCUMENTS, "utf-8")
    (place / "model.toml").write_bytes(MODEL)
    return place


def put(folder, *parts, file="gas/test.toml", **top):
    (folder / file).parent.mkdir(exist_ok=True)
    (folder / file).write_text(text(*(parts or [verdict("A")]), **top), "utf-8")


def cite(doc="安全生产法", version="2021", clause="36(4)", verified=True):
    return [{"doc": doc, "version": version, "clause": clause, "verified": verified}]


def faults(folder):
    with pytest.raises(CatalogueFaulty) as faulty:
        catalogue_read(folder)
    return [(fault.where, fault.message, fault.remedy) for fault in faulty.value.fields]


def test_our_own_folder_has_no_fault():
    catalogue = catalogue_read(CHECKLISTS)

    assert catalogue.checklist("gas.restaurant_lpg").field == "gas"
    assert catalogue.checklist("gas.restaurant_lpg", "1999") is None
    assert catalogue.model.scenarios["GAS-EXPL"].k0 == 4


def test_a_folder_is_read_with_the_bytes_of_each_file(folder):
    put(folder, verdict("A", basis=cite(), scenario="GAS-EXPL", grade="low", control="gas_alarm"))
    catalogue = catalogue_read(folder)

    assert [one.id for one in catalogue.checklists] == ["gas.test"]
    assert catalogue.sources["model.toml"] == MODEL
    assert catalogue.documents["安全生产法", "2021"].text.en == "Work Safety Law"


def test_all_faults_of_all_files_are_told_in_one_run(folder):
    put(folder, verdict("A", basis=cite(version="2023"), scenario="GAS-EXP", grade="low"))
    put(folder, verdict("B", evidence="foto"), file="fire/b.toml", id="fire.b", field="fire")
    (folder / "documents.toml").write_text(DOCUMENTS.replace('"regulation"', '"edict"'), "utf-8")
    (folder / "model.toml").write_bytes(MODEL.replace(b"yellow = 70", b"yellow = -1"))
    (folder / "calendars").mkdir()
    (folder / "calendars" / "2026.toml").write_text("year = 2025\n", "utf-8")
    (folder / "stray.toml").write_text("", "utf-8")
    found = [f"{where}: {message}" for where, message, _ in faults(folder)]

    for words in (
        "lists/documents.toml, document 3 (食品安全法实施条例@2019): kind 'edict' is not known.",
        "lists/model.toml",
        "lists/fire/b.toml:13, section s, item B: evidence 'foto' is not understood.",
        "lists/stray.toml: a checklist stands in the folder of its field.",
        "lists/calendars/2026.toml: this is year 2025.",
    ):  # fmt: skip
        assert any(line.startswith(words) for line in found), (words, found)


def test_a_faulty_checklist_is_still_checked_against_the_other_files(folder):
    put(folder, verdict("A", basis=cite(version="2023"), scenario="GAS-EXP", grade="huge", evidence="foto"))  # fmt: skip
    told = [message for _, message, _ in faults(folder)]

    assert len(told) == 4, told
    for words in ("grade 'huge'", "evidence 'foto'", "'安全生产法@2023' is not reg", "'GAS-EXP' is not in"):  # fmt: skip
        assert any(words in message for message in told), (words, told)


def test_what_a_faulty_checklist_lacks_is_told_once(folder):
    put(folder, verdict("A", basis=[{"doc": "安全生产法"}]))
    text = (folder / "gas/test.toml").read_text("utf-8")
    for key in ("id", "version", "field", "effective_from"):
        text = re.sub(rf"^{key} = .*\n", "", text, count=1, flags=re.MULTILINE)
    (folder / "gas/test.toml").write_text(text, "utf-8")
    (folder / "gas/other.toml").write_text(text, "utf-8")
    told = [message for where, message, _ in faults(folder) if "other" in where]

    assert len(told) == 7, told
    assert all("missing" in message for message in told), told


@pytest.mark.parametrize(
    ("keys", "message", "remedy"),
    [
        ({"basis": cite("安全生产条例")}, "document '安全生产条例@2021' is not registered.", "Did you mean '安全生产法'? Or register it in documents.toml."),
        ({"basis": cite(version="2023")}, "document '安全生产法@2023' is not registered.", "Known versions: 2014, 2021; or register it in documents.toml."),
        ({"basis": cite(version="2014")}, "document '安全生产法@2014' is not in force on 2026-01-01 (2014-12-01 to 2021-08-31).", "Cite 安全生产法@2021."),
        ({"major": cite(version="2014")[0]}, "document '安全生产法@2014' is not in force on 2026-01-01 (2014-12-01 to 2021-08-31).", "Cite 安全生产法@2021."),
        ({"scenario": "GAS-EXP", "grade": "low"}, "scenario 'GAS-EXP' is not in lec-v0.3.", "Did you mean 'GAS-EXPL'?"),
        ({"scenario": "GAS-EXPL", "grade": "low", "control": "alarm"}, "control 'alarm' is not one of scenario GAS-EXPL.", "Did you mean 'gas_alarm'?"),
    ],
)  # fmt: skip
def test_what_a_checklist_names_must_exist_and_be_in_force(folder, keys, message, remedy):
    put(folder, verdict("A", **keys))
    ((where, told, what),) = faults(folder)

    assert where.startswith("lists/gas/test.toml, section s, item A")
    assert (told, what) == (message, remedy)


def test_a_document_whose_first_day_is_not_known_may_be_cited(folder):
    put(folder, verdict("A", basis=cite("食品安全法实施条例", "2019", "26")))

    assert catalogue_read(folder).checklists


def test_field_folder_and_id_must_agree(folder):
    put(folder)
    put(folder, file="fire/x.toml")
    put(folder, file="fire/y.toml", id="fire.y", field="magic")
    put(folder, file="fire/z.toml", version="2", field="fire")

    assert [(where, message) for where, message, _ in faults(folder)] == [
        ("lists/fire/x.toml", "field 'gas' stands in folder 'fire'."),
        ("lists/fire/y.toml", "field 'magic' is not known."),
        ("lists/fire/y.toml", "field 'magic' stands in folder 'fire'."),
        ("lists/fire/z.toml", "'gas.test' has field 'fire', in lists/fire/x.toml it has 'gas'."),
        ("lists/gas/test.toml", "'gas.test@1' stands in lists/fire/x.toml too."),
    ]


@pytest.mark.parametrize("missing", ["documents.toml", "model.toml"])
def test_a_missing_file_is_named(folder, missing):
    put(folder)
    (folder / missing).unlink()

    assert faults(folder)[0][:2] == (f"lists/{missing}", "this file is missing.")


def test_an_empty_folder_and_no_folder_are_told(folder):
    assert faults(folder)[0][1] == "there is no checklist."
    assert faults(folder / "nowhere")[0][1] == "there is no such folder."
    assert faults(folder / "documents.toml")[0][1] == "this is a file."


def test_the_register_tells_all_its_faults():
    source = DOCUMENTS.replace("2021-08-31", "2013-01-01").replace("法@2021", "法@1900")
    source += DOCUMENTS[DOCUMENTS.rindex("[[document]]") :] + 'colour = "red"\n'
    with pytest.raises(DocumentsFaulty) as faulty:
        documents_read(source.encode(), file="documents.toml")

    messages = [fault.message for fault in faulty.value.fields]
    assert messages == [
        "key 'colour' is not known.",
        "effective_to 2013-01-01 is before effective_from 2014-12-01.",
        "document '食品安全法实施条例' version '2019' stands twice.",
        "document '安全生产法@2014' is superseded by '安全生产法@1900', which is not registered.",
    ]


def test_a_document_is_in_force_up_to_its_last_day():
    documents = documents_read(DOCUMENTS.encode(), file="documents.toml")
    old = documents["安全生产法", "2014"]

    assert [old.in_force(date(*day)) for day in ((2014, 11, 30), (2014, 12, 1), (2021, 8, 31), (2021, 9, 1))] == [
        False, True, True, False,
    ]  # fmt: skip


def test_the_command_tells_what_it_read_and_ends_with_0(folder, capsys):
    put(folder)

    assert main(["check", str(folder)]) == 0
    assert "gas.test@1  1 items" in capsys.readouterr().out


def test_the_command_tells_faults_on_standard_error_and_ends_with_1(folder, capsys):
    put(folder, verdict("A", basis=cite(version="2023")))

    assert main(["check", str(folder)]) == 1
    assert "Known versions: 2014, 2021" in capsys.readouterr().err


def test_a_wrong_command_line_ends_with_2(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["chekc", "x"])
    assert ended.value.code == 2
    assert "invalid choice" in capsys.readouterr().err


def test_a_recorded_version_cannot_change_but_a_new_one_is_added(folder, capsys):
    put(folder)
    assert main(["record", str(folder)]) == 0
    before = (folder / "published.json").read_bytes()

    put(folder, verdict("A"), verdict("B"))
    assert main(["record", str(folder)]) == 1
    assert "write the new text as a new version in a new file" in capsys.readouterr().err
    assert (folder / "published.json").read_bytes() == before

    put(folder)
    put(folder, verdict("A"), verdict("B"), file="gas/test_2.toml", version="2")
    assert main(["record", str(folder)]) == 0
    assert "gas.test@2" in capsys.readouterr().out
    assert main(["record", str(folder)]) == 0
    assert capsys.readouterr().out == "nothing new\n"


def test_a_recorded_file_that_vanished_is_told(folder, capsys):
    put(folder)
    put(folder, file="gas/other.toml", id="gas.other")
    main(["record", str(folder)])
    (folder / "gas" / "other.toml").unlink()

    assert main(["record", str(folder)]) == 1
    assert "gas.other@1: was published, and its file is gone." in capsys.readouterr().err
