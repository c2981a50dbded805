"""What the long runs must show: each figure's name, unit, bar and what it says, in both languages."""

from tools.bench.measures import Measure

TRIALS: tuple[Measure, ...] = (
    Measure("tablet.kill.times", "kills", 20, "随时 kill -9 平板命令行的次数", "Kills -9 of the tablet's command line at random instants", "higher"),
    Measure("tablet.kill.promised", "promises", 200, "被杀之前答复过“已保存”的内容", "Things it had said were saved", "higher"),
    Measure("tablet.kill.broken", "broken", 0, "其中再启动后找不到、只剩一半或核对不符的", "Of these gone, halved or changed after the next start"),
    Measure("tablet.kill.control", "found", 1, "对照：先答复后提交的程序被查出", "Control: a program that answers before it commits is found out", "higher"),
    Measure("tablet.power.cuts", "cuts", 200, "在任意两次写盘之间断电的次数", "Power cuts between any two writes", "higher"),
    Measure("tablet.power.broken", "broken", 0, "断电后丢失或损坏的已保存内容", "Saved things lost or damaged by a cut"),
    Measure("tablet.power.control", "found", 1, "对照：synchronous=NORMAL 的数据库被查出", "Control: a store with synchronous=NORMAL is found out", "higher"),
    Measure("tablet.full.refused", "refusals", 10, "磁盘写满时被拒绝的保存", "Saves refused on a full disk", "higher"),
    Measure("tablet.full.broken", "broken", 0, "磁盘写满前后丢失的已保存内容，或腾出空间后仍不能保存", "Saved things lost around it, or no saving once there is room"),
    Measure("tablet.full.control", "found", 1, "对照：写不下也答复“已保存”的程序被查出", "Control: a program that says saved though it was not is found out", "higher"),
    Measure("sync.machine.examples", "walks", 50, "平板与服务器之间丢失、重复、重放、恢复旧库的随机过程", "Random walks of loss, repeats, replays and restores between tablet and server", "higher"),
    Measure("sync.machine.broken", "broken", 0, "其中有记录丢失、隐藏、卡住或生效两次的", "Of these with an operation lost, hidden, stuck or applied twice"),
    Measure("sync.kill.times", "kills", 10, "两台平板上报期间 kill -9 网页、后台、数据库、总进程的次数", "Kills -9 of web, worker, database and supervisor while two tablets push", "higher"),
    Measure("sync.kill.operations", "operations", 20, "其间平板签署的记录", "Operations signed meanwhile", "higher"),
    Measure("sync.kill.lost", "operations", 0, "最后没有得到确认的记录", "Operations not confirmed at the end"),
    Measure("sync.kill.twice", "operations", 0, "生效多于一次，或与平板不符的记录", "Operations applied more than once, or not those of the tablets"),
    Measure("sync.kill.verify", "faults", 0, "verify_chain 发现的问题（法则 5）", "Faults verify_chain finds (law 5)"),
    Measure("sync.kill.replay", "differences", 0, "台账重放后与现库的差别（法则 3）", "Differences of a replayed ledger (law 3)"),
    Measure("sync.kill.ready", "s", 60, "被杀之后到重新就绪，最长", "Longest time from a kill until it is ready again"),
    Measure("sync.kill.control", "found", 3, "对照：改一个字节、删一条隐患、多一次检查，都被查出", "Controls: a changed byte, a removed hazard, a visit too many are all found", "higher"),
    Measure("register.laws.cases", "cases", 20_000, "对风险规则随机检验单调性（法则 7）的例数", "Random cases of the laws of the risk rule (law 7)", "higher"),
    Measure("register.laws.broken", "broken", 0, "其中违反法则的", "Of these that break a law"),
)  # fmt: skip
BY_NAME = {trial.name: trial for trial in TRIALS}
SHARES = {
    "tablet.kill": 0.15,
    "tablet.power": 0.12,
    "tablet.full": 0.06,
    "sync.machine": 0.12,
    "sync.kill": 0.33,
    "register.laws": 0.04,
}  # of the whole time; the rest goes to starting, controls and looking
