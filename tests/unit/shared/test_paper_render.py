"""A paper is the same bytes for the same facts, says every fact, and shows what it could not set."""

import os
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from shared.inspection import ExtraFinding, SignatureFacts
from shared.paper import (
    PaperFontsMissing,
    PaperKindUnknown,
    paper_draw,
    paper_fonts,
    paper_read,
    paper_render,
)
from tests.ground import checklists as made
from tests.ground import visits as v
from tests.ground.pdf_text import pages_text

ROOT = Path(__file__).resolve().parents[3]
AGAIN = (
    "import hashlib; from tests.ground import visits as v; from shared.paper import paper_render;"
    "print(*(hashlib.sha256(paper_render(v.paper_facts(kind=k))).hexdigest() for k in ('record', 'order')))"
)


@cache
def record():
    """Render the record of the major visit once; most tests only read it."""
    return paper_draw(v.paper_facts())


@cache
def order():
    return paper_draw(v.paper_facts(kind="order"))


def words(pdf):
    return "".join("".join(pages_text(pdf)).split())


def test_another_process_elsewhere_renders_the_same_bytes(tmp_path):
    here = [record().sha256, order().sha256]
    there = subprocess.run(
        [sys.executable, "-c", AGAIN],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "TZ": "America/Lima",
            "LC_ALL": "C",
            "PYTHONHASHSEED": "77",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert there.stdout.split() == here


def test_nothing_in_it_depends_on_a_compressor_or_on_the_clock():
    pdf = record().pdf
    assert b"FlateDecode" not in pdf
    assert pdf.count(b"/CreationDate") == 1
    assert b"/CreationDate (D:20261122091000+08'00')" in pdf


def test_one_changed_fact_is_another_paper():
    facts = v.paper_facts()
    other = replace(facts, unit=replace(facts.unit, phone="0431-80000001"))
    assert paper_draw(facts).sha256 == record().sha256 != paper_draw(other).sha256


def test_the_record_says_every_fact():
    text = words(record().pdf)
    for fact in (
        "长春市宽城区应急管理局", "现场检查记录", "宽应急检记〔2026〕T07-0012号",
        "长春市宽城区老韩头餐饮有限公司", "91220103MA0Y1AB23C", "长春市宽城区团山街道北人民大街4568号",
        "韩德福", "0431-80000000", "老韩头烧烤店（团山店）", "2026年11月22日09时10分至10时25分",
        "行政检查（日常检查）", "宽检备〔2026〕1123号", "年度检查计划",
        "王立新（执法证号22010712）、赵敏（执法证号22010729）", "已向你单位出示执法证件", "申请回避", "陈述、申辩",
        "《厨房用气检查》（1版）", "用气场所", "不符合“就餐区不放置、不使用气瓶”的要求（重大隐患）",
        "大堂6号桌下有钢瓶一只", "照片1张", "《城镇燃气管理条例》第二十八条第（五）项", "赵敏当场复核确认",
        "实测3.2m（应不大于2m）", "于2026年12月7日前（含当日）整改完毕", "于2026年12月22日前（含当日）整改完毕",
        "（以下空白）", "检查人员（签名）：王立新", "检查人员（签名）：赵敏", "被检查单位现场负责人（签名）", "见证人（签名）",
        "第1页共2页", "第2页共2页", "0193a4c2-7b1e-7c3a-9d11-2f6b8f0a1c55",
    ):  # fmt: skip
        assert fact in text, fact


def test_the_order_says_what_must_be_done_by_when_and_what_can_be_done_against_it():
    text = words(order().pdf)
    for fact in (
        "责令限期整改指令书", "宽应急责改〔2026〕T07-0012号", "1．不符合", "2．不符合", "第1项：责令立即停止",
        "第2项：责令于2026年12月7日前（含当日）整改完毕", "六十日内", "六个月内", "（印章）", "（签收）",
    ):  # fmt: skip
        assert fact in text, fact


def test_the_order_leaves_blank_whom_nobody_named():
    assert "＿＿＿＿＿＿＿＿＿＿申请行政复议" in words(order().pdf)
    facts = replace(v.paper_facts(kind="order"), reviewer="长春市宽城区人民政府")
    assert "向长春市宽城区人民政府申请行政复议" in words(paper_render(facts))


def test_a_visit_without_problems_says_so_and_orders_nothing():
    text = words(paper_render(v.paper_facts(v.draft())))
    assert "经检查，未发现问题。" in text
    assert "责令" not in text


def test_a_refusal_stands_in_the_paper_the_officers_sign():
    refusal = SignatureFacts(
        "site", v.FINISHED, refused="认为与本店无关。", witness="社区网格员刘红"
    )
    text = words(paper_render(v.paper_facts(v.draft(signatures=(refusal,)))))
    assert "拒绝签名，理由：认为与本店无关。见证人：社区网格员刘红。" in text
    assert "与现场情况一致" not in text


def test_an_urgent_visit_says_that_it_is_filed_afterwards():
    text = words(paper_render(v.paper_facts(v.draft(kind="urgent", task=None))))
    assert "紧急当场检查" in text
    assert "检查后补办备案" in text


def test_what_is_not_known_of_the_law_is_not_made_up():
    answers = v.clean_answers()
    answers.answer("G08", "fail", note="住着人")
    text = words(paper_render(v.paper_facts(v.draft(answers=answers))))
    assert "依据：条款待本机关核对后另行书面告知。" in text


def test_items_left_out_are_named_with_their_reason():
    answers = v.clean_answers()
    answers.answer("G08", "not_checked", note="储物间上锁")
    text = words(paper_render(v.paper_facts(v.draft(answers=answers))))
    assert "（1）有气瓶的房间不住人（原因：储物间上锁）。" in text


def test_long_texts_break_over_pages_and_nothing_is_lost():
    note = "".join(f"第{n}处软管老化开裂，应当更换；" for n in range(400))
    answers = v.clean_answers()
    answers.answer("G07", "fail", note=note[:3900], blobs=(v.PHOTO,))
    pdf = paper_render(v.paper_facts(v.draft(answers=answers)))
    pages = pages_text(pdf)
    assert len(pages) >= 4
    joined = "".join("".join(page.splitlines()[:-2]) for page in pages)  # without the foot
    assert "".join(note[:3900].rstrip("；").split()) in "".join(joined.split())
    assert f"第 {len(pages)} 页　共 {len(pages)} 页" in pages[-1]


def test_a_name_without_a_place_to_break_still_fits():
    facts = v.paper_facts(v.draft())
    long = replace(facts.unit, name="A" * 300, address="长" * 300)
    pdf = paper_render(replace(facts, unit=long))
    assert words(pdf).count("A" * 300) >= 1


def test_many_officers_and_findings_keep_the_signatures_together():
    crew = tuple(v.officer(f"O-{n}", name=f"人员{n}") for n in range(5))
    extras = tuple(ExtraFinding("X", "low", f"第{n}处", slot=str(n)) for n in range(30))
    facts = v.paper_facts(v.draft(officers=crew, extras=extras))
    drawn = paper_draw(facts)
    assert [box.who for box in drawn.boxes] == [*(one.id for one in crew), "site", "witness"]
    assert len({box.page for box in drawn.boxes}) == 1


@pytest.mark.parametrize("findings", [1, 3, 6])
def test_no_hand_stands_on_a_page_without_words(findings):
    extras = tuple(ExtraFinding("X", "low", f"第{n}处" * 12, slot=str(n)) for n in range(findings))
    facts = v.paper_facts(v.draft(extras=extras))
    drawn = paper_draw(facts)
    last = "".join(pages_text(drawn.pdf)[drawn.boxes[0].page - 1].split())
    assert "（以下空白）" in last
    order_drawn = paper_draw(replace(facts, kind="order"))
    last = "".join(pages_text(order_drawn.pdf)[order_drawn.boxes[0].page - 1].split())
    assert "（印章）" in last


def test_boxes_lie_on_the_sheet_and_do_not_touch():
    for boxes in (record().boxes, order().boxes):
        for box in boxes:
            assert box.x >= 2_700
            assert box.x + box.width <= 18_500
            assert box.y > 0
            assert box.y + box.height <= 27_100
        for n, one in enumerate(boxes):
            for two in boxes[n + 1 :]:
                apart = one.x + one.width <= two.x or one.y + one.height <= two.y
                assert apart or one.page != two.page


def test_the_file_itself_says_where_its_boxes_are():
    drawn = record()
    read = paper_read(drawn.pdf)
    assert (read.kind, read.number) == ("record", "宽应急检记〔2026〕T07-0012号")
    assert read.boxes == drawn.boxes
    assert (read.read, read.stamped, read.faults) == (drawn.sha256, frozenset(), ())


def test_a_sign_no_font_holds_is_shown_as_a_box_and_reported():
    facts = v.paper_facts(v.draft())
    rare = replace(facts, unit=replace(facts.unit, principal="\U00020bb7\U0001f600"))
    drawn = paper_draw(rare)
    assert drawn.missing == ("\U00020bb7", "\U0001f600")
    text = words(drawn.pdf)
    assert "现场负责人：□□" in text
    assert "字库没有收录的字符以“□”代替：U+20BB7、U+1F600" in text
    assert record().missing == ()


def test_a_heading_outside_the_bold_font_is_still_set():
    facts = replace(v.paper_facts(v.draft()), authority="长春市㐂城区应急管理局")
    drawn = paper_draw(facts)
    assert drawn.missing == ()
    assert "长春市㐂城区应急管理局" in words(drawn.pdf)


def test_columns_that_count_nothing_are_left_out():
    plain = words(paper_render(v.paper_facts(v.draft())))
    assert "检查内容项数合格不合格用气场所" in plain
    item = made.verdict("A", partial="allowed")
    answers = made.answers(item)
    answers.answer("A", "partial")
    partly = words(paper_render(v.paper_facts(v.draft(answers=answers))))
    assert "检查内容项数符合基本符合不符合部分s" in partly


def test_missing_fonts_and_kinds_say_what_to_do(tmp_path):
    with pytest.raises(PaperFontsMissing, match=r"tools/fonts\.py"):
        paper_fonts(tmp_path)
    with pytest.raises(PaperKindUnknown):
        paper_render(replace(v.paper_facts(), kind="poem"))
