"""What is measured: each figure's name, unit, bar and what it says, in both languages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """Name one figure; `bar` is what it must reach, None where it only tells."""

    name: str
    unit: str
    bar: float | None
    zh: str
    en: str
    better: str = "lower"


MEASURES: tuple[Measure, ...] = (
    Measure("checklist.load.200", "ms", 20, "读入 200 项的检查表", "Read a checklist of 200 items"),
    Measure("checklist.load.restaurant_lpg", "ms", 60, "读入餐饮液化气检查表", "Read the restaurant LPG checklist"),
    Measure("checklist.answer.50", "µs", 100, "答一项（共 50 项），只重算受影响项", "One answer of 50 items, dependants only"),
    Measure("checklist.answer.200", "µs", 100, "答一项（共 200 项），读出全部得分与显隐", "One answer of 200 items, all scores and visibility read"),
    Measure("checklist.answer.1000", "µs", 300, "答一项（共 1000 项）", "One answer of 1,000 items"),
    Measure("checklist.answer.gain", "×", 3, "200 项时，重算全部 ÷ 只重算受影响项", "At 200 items: everything ÷ dependants only", "higher"),
    Measure("checklist.answer.growth", "×", 3, "项数从 50 到 1000，答一项所用时间之比", "Time of one answer, 1,000 items to 50"),
    Measure("checklist.score.jgj59", "ms", 20, "JGJ 59 全表汇总评分", "Score a whole JGJ 59 visit"),
    Measure("tablet.answer_save.p50", "ms", 30, "一次作答写到磁盘（FULL 同步），中位数", "One answer on disk, FULL sync, median"),
    Measure("tablet.answer_save.p95", "ms", 150, "一次作答写到磁盘，95%", "One answer on disk, 95th percentile"),
    Measure("tablet.answer_save.over_floor", "×", 3, "作答 ÷ 同盘 SQLite 一次提交", "One answer ÷ one bare SQLite commit on this disk"),
    Measure("tablet.answer_save.growth", "×", 1.5, "本机已有检查从 2 次到 40 次，作答时间之比", "Time of one answer, 40 visits on the tablet to 2"),
    Measure("tablet.sites_find.1e3", "ms", 20, "在 1000 个场所中搜索", "Search 1,000 places"),
    Measure("tablet.sites_find.1e5", "ms", 250, "在 10 万个场所中搜索", "Search 100,000 places"),
    Measure("tablet.sites_find.growth", "×", 100, "场所多 100 倍，搜索时间之比", "Time of a search, 100 times as many places"),
    Measure("tablet.run_start", "ms", 200, "开始一次检查", "Begin a visit"),
    Measure("tablet.run_open", "ms", 300, "重启后打开答了 100 项的检查", "Open a visit of 100 answers after a restart"),
    Measure("tablet.open.1e4", "ms", 1000, "打开存有 1 万行的平板数据", "Open a store of 10,000 rows"),
    Measure("tablet.paper.render", "ms", 1000, "生成一份现场检查记录（字体已载入）", "Render a record, font loaded"),
    Measure("tablet.paper.first", "ms", 4000, "生成第一份文书（含载入字体）", "Render the first paper, loading the font"),
    Measure("tablet.paper.stamp", "ms", 400, "把三个签名盖入文书", "Stamp three signatures into a paper"),
    Measure("tablet.finish", "ms", 3000, "完成有文书的检查：渲染、盖签名、签署、两处落盘", "Finish with papers: render, stamp, sign, keep twice"),
    Measure("tablet.pull.1e4", "ms", 6000, "首次下载 1 万行（本机 HTTP）", "First pull of 10,000 rows over HTTP"),
    Measure("tablet.pull.growth", "×", 14, "行数多 10 倍，下载时间之比", "Time of a pull, 10 times as many rows"),
    Measure("sync.push.visit.1e2", "ms", 60, "库中约 100 次检查时，收下一次检查", "Accept one visit, about 100 in the database"),
    Measure("sync.push.visit.1e3", "ms", 60, "库中约 1000 次检查时，收下一次检查", "Accept one visit, about 1,000 in the database"),
    Measure("sync.push.growth", "×", 1.5, "历史多 10 倍，收下一次检查的时间之比", "Time to accept a visit, 10 times the history"),
    Measure("sync.push.queries", "queries", 60, "收下一次检查的数据库语句数", "Statements to accept one visit"),
    Measure("sync.push.queries.growth", "queries", 0, "历史多 10 倍，语句数之差", "More statements with 10 times the history"),
    Measure("sync.push.cpu", "s/1000 records", 0.1, "收下 1000 条记录的处理器时间（含 PostgreSQL）", "CPU to accept 1,000 records, PostgreSQL included"),
    Measure("sync.push.bytes", "kB/1000 records", 40, "上报 1000 条记录的字节数", "Bytes to push 1,000 records"),
    Measure("sync.changes.page", "ms", 250, "下发一页（2000 行）", "One page of 2,000 rows"),
    Measure("sync.changes.growth", "×", 1.5, "待下发内容多 10 倍，同样一页的时间之比", "Time of the same page, 10 times the feed"),
    Measure("sync.changes.empty.bytes", "B", 1000, "没有新内容时一次询问的字节数", "Bytes to ask when nothing is new"),
    Measure("sync.changes.one.requests", "requests", 1, "有一行新内容时的请求数", "Requests to get one new row"),
    Measure("register.assess.10", "ms", 5, "研判 10 条隐患的一个风险", "Assess one risk with 10 hazards"),
    Measure("register.assess.100", "ms", 20, "研判 100 条隐患的一个风险", "Assess one risk with 100 hazards"),
    Measure("register.assess.1000", "ms", 150, "研判 1000 条隐患的一个风险", "Assess one risk with 1,000 hazards"),
    Measure("register.assess.growth", "×", 14, "隐患从 100 到 1000 条，研判时间之比", "Time to assess, 1,000 hazards to 100"),
    Measure("register.follow.entry", "ms", 30, "风险随台账更新，每条记录", "The risk register follows the ledger, per entry"),
    Measure("register.follow.growth", "×", 4, "每个场所的历史多 10 倍，每条记录的更新时间之比", "The same per entry, 10 times the history of each site"),
    Measure("register.page.1e3", "ms", 60, "1000 个风险时读出清单一页及其计数", "One page with its figures, 1,000 risks"),
    Measure("register.page.1e4", "ms", 150, "1 万个风险时读出清单一页及其计数", "One page with its figures, 10,000 risks"),
    Measure("register.page.growth", "×", 10, "风险多 10 倍，清单一页的时间之比", "Time of a page, 10 times the risks"),
    Measure("register.page.over_floor", "×", 10, "清单一页 ÷ 同样内容的纯 SQL（1 万）", "A page ÷ the same rows by plain SQL, 10,000 risks"),
    Measure("register.page.queries", "queries", 12, "清单一页的数据库语句数", "Statements of a page"),
    Measure("register.page.queries.growth", "queries", 0, "风险多 10 倍，语句数之差", "More statements with 10 times the risks"),
    Measure("register.html.1e4", "ms", 600, "1 万个风险时打开整个清单页面（服务端）", "The whole register page on the server, 10,000 risks"),
)  # fmt: skip

BY_NAME = {measure.name: measure for measure in MEASURES}
