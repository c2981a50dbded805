"""The laws of the system (design §6): which test proves each, and which seeded bug that test must catch.

A test's place is `path::name`. A law without proofs is told as not yet kept; nobody may think it is.
"""

from dataclasses import dataclass

SHARED, SERVER, FIELD = "tests/unit/shared", "tests/unit/server", "tests/unit/fieldapp"
POWER, LINE = f"{FIELD}/test_law_1_power.py", f"{FIELD}/test_law_2.py"
VERIFY, MATRIX = f"{SERVER}/test_ledger_verifying.py", f"{SERVER}/test_permission_matrix.py"
SIX, BUNDLE = f"{SERVER}/test_hazards_law_six.py", f"{SHARED}/test_evidence_bundle.py"
RISK, GOLDEN = "tests/property/test_risk_laws.py", "tests/contract"


@dataclass(frozen=True, slots=True)
class Proof:
    """Say in both languages what is tried, by which test."""

    zh: str
    en: str
    test: str


@dataclass(frozen=True, slots=True)
class Law:
    """Hold one law: what is promised, what proves it, what was broken on purpose and must be found."""

    number: int
    zh: str
    en: str
    proofs: tuple[Proof, ...] = ()
    bugs: tuple[Proof, ...] = ()
    trials: tuple[str, ...] = ()  # prefixes of the long runs


LAWS: tuple[Law, ...] = (
    Law(
        1, "答复过“已保存”的作答，经得起强行终止、断电和磁盘写满。", "An acknowledged answer survives kill -9, power loss and a full disk.",
        (
            Proof("命令行随时被 kill -9", "kill -9 of the command line at random instants", f"{FIELD}/test_law_1_kill.py::test_nothing_acknowledged_is_lost_whenever_the_tablet_is_killed"),
            Proof("任意两次写盘之间断电（两种日志方式）", "A power cut between any two writes, both journal modes", f"{POWER}::test_nothing_acknowledged_is_lost_whenever_the_power_goes"),
            Proof("磁盘写满", "A full disk", f"{FIELD}/test_law_1_full.py::test_a_store_that_can_grow_no_more_says_so_and_keeps_what_it_said_it_had"),
            Proof("旧版本留下的数据夹打得开", "A folder an older version left opens whole", f"{GOLDEN}/fieldapp/test_golden_store.py::test_its_draft_goes_on_where_it_stopped_and_can_be_finished"),
        ),
        (
            Proof("先答复、后提交", "It answers before it commits", f"{FIELD}/test_law_1_kill.py::test_a_tablet_that_says_saved_before_it_is_would_be_caught"),
            Proof("synchronous 降为 NORMAL 或 OFF", "synchronous is NORMAL or OFF", f"{POWER}::test_a_store_that_syncs_less_would_be_caught"),
            Proof("改名后不同步文件夹", "A folder is not synced after a rename", f"{POWER}::test_a_file_whose_name_is_not_synced_would_be_caught"),
        ),
        ("tablet.",),
    ),
    Law(
        2, "平板做出的每条记录，在得到确认之前都有看得见的状态和责任方；没有一条生效两次。", "Every operation a tablet made has a visible state and an owner until it is confirmed; none is applied twice.",
        (
            Proof("平板：丢失、截断、重复、重放、恢复旧库的随机过程", "The tablet: random walks of loss, cuts, repeats, replays and restores", f"{LINE}::test_whatever_the_line_does_nothing_is_lost_hidden_stuck_or_applied_twice"),
            Proof("服务器：随机批次、重叠与断行", "The server: random batches, overlaps and broken lines", f"{SERVER}/test_intake_law_two.py::test_every_operation_has_one_state_and_acts_once"),
            Proof("每个状态都有责任方和出路", "Every state has an owner and a way on", f"{LINE}::test_every_state_but_the_last_has_an_owner_and_a_way_on"),
        ),
        (
            Proof("服务器让重复的记录再生效一次", "A server applies repeats", f"{LINE}::test_a_server_that_applies_repeats_would_be_caught"),
            Proof("平板忘记发过而未得答复的", "A tablet forgets what it sent and got no answer for", f"{LINE}::test_a_tablet_that_forgets_what_it_sent_would_be_caught"),
            Proof("平板凭答复就当作已确认", "A tablet takes an answer for a confirmation", f"{LINE}::test_a_tablet_that_confirms_by_the_answer_alone_would_be_caught"),
            Proof("服务器不查已收下的", "A server does not look up what it has", f"{SERVER}/test_intake_law_two.py::test_a_server_that_forgets_what_it_has_is_noticed"),
        ),
        ("sync.machine.", "sync.kill."),
    ),
    Law(
        3, "把台账重放到空库，得到的隐患、责令和合计逐字节相同，同一时点的风险也相同。", "Replaying the ledger into an empty server gives the same hazards, orders and totals byte for byte, and the same risks as of a given instant.",
        (
            Proof("经历两个月的一个区", "A district that lived through two months", f"{SERVER}/test_replay_register.py::test_replayed_it_is_the_same_and_so_are_its_risks"),
            Proof("一条记录可能遇到的所有结局", "Everything that can become of an operation", f"{SERVER}/test_replay.py::test_everything_that_can_become_of_an_operation_becomes_so_again"),
            Proof("旧版本留下的台账", "A ledger an older version left", f"{GOLDEN}/server/test_golden_push.py::test_its_ledger_replays_to_the_same_register"),
        ),
        (
            Proof("处理时读了系统时钟、随机数或别的表", "A handler reads the clock, chance or another table", f"{SERVER}/test_replay.py::test_a_handler_that_reads_what_is_in_no_entry_is_found"),
            Proof("手工改动一行", "A row is changed by hand", f"{SERVER}/test_replay.py::test_a_row_changed_by_hand_is_found_and_the_command_fails"),
            Proof("清单按墙上时钟计算", "A register reads the wall clock", f"{SERVER}/test_replay_register.py::test_a_register_that_reads_the_wall_clock_and_a_touched_site_are_found"),
        ),
        ("sync.kill.replay",),
    ),
    Law(
        4, "任何人都读不到、改不了自己辖区和职责之外的内容；每个地址都在权限表里，否则构建失败。", "Nobody reads or changes a row outside their area and role; every endpoint is in the permission matrix, or the build fails.",
        (
            Proof("逐个地址、逐个角色走一遍", "Every address is walked as every role", f"{MATRIX}::test_every_door_answers_every_role_as_the_table_says"),
            Proof("每个地址都在表里", "Every address is in the table", f"{MATRIX}::test_every_address_is_in_the_table_and_every_view_names_who_may_use_it"),
            Proof("无权的操作不留痕迹", "A deed that is not allowed leaves no trace", f"{MATRIX}::test_a_deed_of_a_role_that_may_not_leaves_no_trace"),
        ),
        (
            Proof("新地址没有登记", "A new address is not in the table", f"{MATRIX}::test_a_new_address_fails_the_build_by_its_name"),
            Proof("页面忘了限定辖区", "A view forgets the area", f"{MATRIX}::test_a_view_that_forgets_the_area_is_caught"),
            Proof("多放进一个角色", "A role is let in too far", f"{MATRIX}::test_a_role_that_is_let_in_too_far_is_caught"),
            Proof("辖区过滤放行一切", "The area's filter lets all through", f"{MATRIX}::test_a_filter_of_the_area_that_lets_all_through_is_caught"),
        ),
    ),
    Law(
        5, "存下的记录、文件、台账被改动一个字节，verify_chain 查得出；导出的证据包，tools/verify.py 查得出。", "A changed byte in any stored record, blob or ledger entry is found by verify_chain, and in an exported bundle by tools/verify.py.",
        (
            Proof("没有改动就没有问题", "What nobody changed has no fault", f"{VERIFY}::test_what_nobody_changed_has_no_fault"),
            Proof("导出的证据包独立核验通过", "An exported bundle proves itself", f"{SERVER}/test_evidence.py::test_the_stand_alone_check_holds"),
            Proof("旧版本留下的证据包", "A bundle an older version left", f"{GOLDEN}/shared/test_golden_bytes.py::test_its_evidence_bundle_proves_itself_without_us"),
        ),
        (
            Proof("正文或签名翻转任意一位", "Any bit of a body or signature is flipped", f"{VERIFY}::test_any_flipped_bit_of_any_body_or_signature_is_found"),
            Proof("改动台账任意一列", "Any column of an entry is changed", f"{VERIFY}::test_a_changed_column_of_an_entry_is_found"),
            Proof("文件字节被改", "Bytes of a file are changed", f"{VERIFY}::test_changed_bytes_of_a_file_are_found"),
            Proof("抽走一条、对调两条、截去末尾", "An entry is taken out, two exchanged, the tail cut off", f"{VERIFY}::test_a_tail_cut_off_is_found_also_when_the_head_was_made_to_fit"),
            Proof("证据包任一处改一个字节", "A byte anywhere in a bundle is changed", f"{BUNDLE}::test_a_byte_changed_anywhere_is_found"),
            Proof("服务器自己改包内容", "The server itself changes a bundle", f"{BUNDLE}::test_even_the_server_cannot_change_what_is_inside"),
        ),
        ("sync.kill.verify",),
    ),
    Law(
        6, "隐患从不删除；重大隐患须由第二人依条款认定。", "A hazard is never deleted; a major hazard is confirmed by a second person, with the article.",
        (
            Proof("数据库拒绝删除", "The database refuses to delete", f"{SIX}::test_the_database_refuses_to_delete"),
            Proof("发现人不能自己认定", "Its finder cannot confirm it", f"{SIX}::test_its_finder_cannot_confirm_a_major_hazard"),
            Proof("没有条款不能认定", "Nobody confirms without the article", f"{SIX}::test_without_the_article_nobody_confirms_a_major_hazard"),
            Proof("任何处置都绕不过第二人", "No deed gets round the second person", "tests/property/test_hazard_laws.py::test_no_deed_lets_a_major_hazard_pass_without_its_second_person_and_article"),
        ),
        (
            Proof("拆掉触发器后删一条", "A row is deleted with the trigger gone", f"{SIX}::test_a_deleted_hazard_is_found_when_the_trigger_is_gone"),
            Proof("规则忘了第二人，由数据库拦下", "A rule forgets the second person; the database stops it", f"{SIX}::test_a_rule_that_forgets_the_second_person_is_caught_by_the_database"),
            Proof("规则和约束都去掉", "Rule and constraint are both gone", f"{SIX}::test_with_rule_and_constraint_gone_the_law_is_seen_to_be_broken"),
        ),
    ),
    Law(
        7, "隐患增多或加重，风险从不降低；销号或管控，风险从不升高；未知不是绿色。", "More or worse open hazards never lower a risk; closing or controlling never raises it; unknown is not green.",
        (
            Proof("每条法则各一千例以上，合计两万例", "A thousand cases and more of each law, twenty thousand in all", f"{RISK}::test_the_rule_keeps_the_law"),
            Proof("街道汇总", "The sum of a street", f"{RISK}::test_adding_risks_never_lowers_a_street"),
        ),
        (
            Proof("每条法则各有一个种入的错误", "Every law has its seeded bug", f"{RISK}::test_the_law_catches_its_seeded_bug"),
            Proof("街道取平均", "A street is a plain average", f"{RISK}::test_a_plain_average_of_a_street_is_caught"),
        ),
        ("register.laws.",),
    ),
    Law(8, "批准的就是显示的：批准冻结哈希，之后的改动使批准明显失效。", "What was approved is what is shown: approvals freeze a hash, and a later change voids them visibly."),
    Law(
        9, "页面上的每个数字都是链接，点开就是构成它的各行。", "Every number on a page is a link to the rows that make it.",
        (
            Proof("已有各页的数字，点开行数相符", "The figures of the pages there are open as many rows as they say", f"{SERVER}/test_office_pages.py::test_every_figure_opens_exactly_the_rows_it_counts"),
        ),
    ),
    Law(
        10, "签的就是成品：文书只生成一次，哈希在签名之下，以后打印的都是它。", "What was signed is the artefact: a paper is rendered once, its hash is under the signatures, later prints carry it.",
        (
            Proof("读的、签的、存的是同一份字节", "What is read, signed and kept are the same bytes", f"{SHARED}/test_law_10.py::test_what_was_signed_is_the_artefact"),
            Proof("平板上真正完成一次检查", "A real visit finished on the tablet", f"{FIELD}/test_finish.py::test_a_filed_visit_with_a_major_finding_becomes_one_signed_operation"),
        ),
        (
            Proof("再生成一次、未读先签、漏盖、换字等八种", "Rendered again, signed unread, kept unstamped, words replaced: eight in all", f"{SHARED}/test_law_10.py::test_the_law_notices"),
        ),
    ),
    Law(11, "导出的文件在使用者的程序里都能打开；单元格里的公式只是文字。", "Every export opens in the program its user has (Word, Excel, a GIS), and a formula in a cell is only text."),
)  # fmt: skip
