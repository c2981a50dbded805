"""Check who signed: every officer, the site or its refusal with a witness, all on the same reading."""

from collections.abc import Iterator, Mapping

from shared.inspection.draft import SITE, Draft, SignatureFacts
from shared.problems import Fault


def signature_faults(draft: Draft, read: Mapping[str, str]) -> Iterator[Fault]:
    """Return what is missing under the papers; `read` is kind → SHA-256 of what would be signed."""
    if not draft.rules.papers:
        return
    for officer in draft.officers:
        where = f"signatures.{officer.id}"
        signature = draft.signature(officer.id)
        if signature is None or signature.image is None:
            yield Fault(where, f"{officer.name}还没有签名。", "请检查人员本人阅读文书后签名。")
        else:
            yield from _reading_faults(signature, where, officer.name, read)
    if draft.rules.site_signs:
        yield from _site_faults(draft, read)


def _site_faults(draft: Draft, read: Mapping[str, str]) -> Iterator[Fault]:
    where = f"signatures.{SITE}"
    signature = draft.signature(SITE)
    if signature is None or (signature.image is None and signature.refused is None):
        yield Fault(
            where,
            "被检查单位现场负责人还没有签名。",
            "请对方阅读后签名；拒绝签名的，注明理由并请见证人到场。",
        )
        return
    if signature.refused is not None:
        if not signature.refused.strip():
            yield Fault(where, "拒绝签名没有写明理由。", "请写明对方拒绝签名的理由。")
        if not (signature.witness or "").strip():
            yield Fault(where, "拒绝签名没有见证人。", "请写明见证人姓名和单位。")
    yield from _reading_faults(signature, where, "现场负责人", read)


def _reading_faults(
    signature: SignatureFacts, where: str, name: str, read: Mapping[str, str]
) -> Iterator[Fault]:
    if read and signature.read is not None and signature.read not in read.values():
        yield Fault(where, f"{name}签名之后文书内容有改动。", "请重新阅读文书并重新签名。")
