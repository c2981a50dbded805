"""The key ring: the data key and its wraps, the tablet's signing key, each officer's.

The *data key* seals what the store keeps. It lies open in the key store until the first officer
sets a PIN; from then on only wrapped by each officer's PIN (stretched, with a pepper from the key
store) and for the organisation. The first PIN after a restart opens it for that boot, so syncing
goes on after sign-out. The ring is a file of its own: it outlives a damaged database.
"""

import functools
import json
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from cryptography.exceptions import InvalidTag

from fieldapp.device.ports import KeyStore
from fieldapp.store.files import file_write
from fieldapp.store.pins import SHORTEST, PinTooShort, pin_delay, pin_key, pin_parameters
from fieldapp.store.sealing import KEY, SealBroken, Sealer
from shared.bundle import wrap_for
from shared.clock import Clock, instant_read, instant_text
from shared.problems import Problem
from shared.record import SigningKey

PEPPER = "pepper"
BARE = "data-key"
Words = ParamSpec("Words")
Result = TypeVar("Result")


def alone(
    deed: Callable[Concatenate["KeyRing", Words], Result],
) -> Callable[Concatenate["KeyRing", Words], Result]:
    """Let one thread at a time change the ring."""

    @functools.wraps(deed)
    def guarded(self: "KeyRing", /, *words: Words.args, **named: Words.kwargs) -> Result:
        with self.lock:
            return deed(self, *words, **named)

    return guarded


class NotEnrolled(Problem):
    """Say that this tablet belongs to no server yet."""

    def __init__(self) -> None:
        super().__init__(
            "not_enrolled", "这台平板还没有登记。", "请先用安全办公室给的登记码登记（enrol）。"
        )


class StoreLocked(Problem):
    """Say that nobody has given a PIN since the tablet was started."""

    def __init__(self) -> None:
        super().__init__(
            "store_locked", "平板重启后还没有人解锁。", "请任一检查员先输入 PIN 解锁（unlock）。"
        )


class OfficerLocked(Problem):
    """Say that this officer must give the PIN before signing or writing."""

    def __init__(self, officer: str, name: str = "") -> None:
        super().__init__(
            "officer_locked",
            f"检查员 {name or officer} 还没有解锁。",
            "请该检查员输入 PIN 解锁后再试。",
        )


class PinWrong(Problem):
    """Refuse a wrong PIN and say when it may be tried again."""

    def __init__(self, retry_at: str | None) -> None:
        wait = f"请于 {retry_at} 之后再试。" if retry_at else "请重新输入。"
        super().__init__("pin_wrong", "PIN 不正确。", wait, status=403)


class PinDelayed(Problem):
    """Refuse to try a PIN at all while the delay runs."""

    def __init__(self, retry_at: str) -> None:
        super().__init__(
            "pin_delayed", "PIN 多次输错，暂时不能尝试。", f"请于 {retry_at} 之后再试。", status=429
        )


class KeyRing:
    """Keep keys; every change is on disk before the method returns."""

    def __init__(self, folder: Path, key_store: KeyStore, clock: Clock) -> None:
        self.lock = threading.RLock()
        self._path = folder / "keys" / "ring.json"
        self._key_store = key_store
        self._clock = clock
        self._ring: dict[str, Any] = {"v": 1, "identity": None, "officers": {}}
        if self._path.exists():
            self._ring = json.loads(self._path.read_text(encoding="utf-8"))
        self._sealer: Sealer | None = None
        self._forget_earlier_boots()

    @property
    def key_store(self) -> KeyStore:
        """Return the key store, for what it says about itself."""
        return self._key_store

    # --- identity -------------------------------------------------------------------------

    @property
    def identity(self) -> dict[str, Any]:
        """Return who this tablet is to its server. Raises NotEnrolled."""
        found: dict[str, Any] | None = self._ring["identity"]
        if found is None:
            raise NotEnrolled
        return found

    @property
    def is_enrolled(self) -> bool:
        """Tell whether this tablet belongs to a server."""
        return self._ring["identity"] is not None

    @alone
    def enrolment_key(self) -> SigningKey:
        """Return the tablet's key, made once: a repeated enrolment offers the same."""
        if "device_key" not in self._ring:
            self._key_store.secret_put(PEPPER, os.urandom(KEY))
            self._key_store.secret_put(BARE, os.urandom(KEY))
            key = SigningKey.generate()
            sealed = self.sealer.seal(key.to_bytes(), "keys/device")
            self._ring |= {"device_key": sealed.hex(), "device_public": key.public.hex()}
            self._save()
        return self.device_key

    @alone
    def enrolled(self, identity: dict[str, Any], *, organisation: bytes) -> None:
        """Keep the answer to an enrolment and wrap the data key for the organisation."""
        self._ring["identity"] = identity
        self._ring["organisation"] = organisation.hex()
        self._ring["rescue"] = wrap_for(organisation, self._data_key()).hex()
        self._save()

    def identity_change(self, **members: Any) -> None:
        """Change members of the identity: another epoch, a new server key, a used code."""
        with self.lock:
            self.identity.update(members)
            self._save()

    @property
    def organisation(self) -> bytes:
        """Return the public key that rescue bundles are sealed for. Raises NotEnrolled."""
        if not self.is_enrolled:
            raise NotEnrolled
        return bytes.fromhex(self._ring["organisation"])

    # --- the data key and the device's key --------------------------------------------------

    @property
    def sealer(self) -> Sealer:
        """Return the sealer of the open data key. Raises StoreLocked."""
        if self._sealer is None:
            self._sealer = Sealer(self._data_key())
        return self._sealer

    @property
    def device_key(self) -> SigningKey:
        """Return the tablet's signing key. Raises NotEnrolled, StoreLocked."""
        if "device_key" not in self._ring:
            raise NotEnrolled
        sealed = bytes.fromhex(self._ring["device_key"])
        return SigningKey.from_bytes(self.sealer.unseal(sealed, "keys/device"))

    @property
    def device_public(self) -> bytes:
        """Return the tablet's public key; needs no PIN."""
        if "device_public" not in self._ring:
            raise NotEnrolled
        return bytes.fromhex(self._ring["device_public"])

    def _data_key(self) -> bytes:
        for name in (BARE, self._open_name(BARE)):
            found = self._key_store.secret_get(name)
            if found is not None:
                return found
        raise NotEnrolled if "device_key" not in self._ring else StoreLocked

    # --- officers ---------------------------------------------------------------------------

    def officer_is_ready(self, officer: str) -> bool:
        """Tell whether this officer has set a PIN and the server knows the key."""
        held = self._ring["officers"].get(officer)
        return bool(held and held["registered"])

    @alone
    def officer_begin(self, officer: str, pin: str) -> SigningKey:
        """Set an officer's PIN and make the key; not usable before `officer_registered`.

        Until then the PIN may be set anew; the key stays, since the server may have heard of it.
        Raises PinTooShort, StoreLocked.
        """
        if len(pin) < SHORTEST:
            raise PinTooShort
        parameters = pin_parameters()
        wrap = Sealer(pin_key(pin, parameters, pepper=self._pepper()))
        key = self._pending_key(officer) or SigningKey.generate()
        pending = self.sealer.seal(key.to_bytes(), f"keys/{officer}/pending")
        self._ring["officers"][officer] = {
            "kdf": parameters,
            "data_key": wrap.seal(self._data_key(), f"keys/{officer}/data").hex(),
            "signing_key": wrap.seal(key.to_bytes(), f"keys/{officer}/signing").hex(),
            "public": key.public.hex(),
            "pending": pending.hex(),
            "registered": False,
            "failures": 0,
            "delay": None,
        }
        self._save()
        return key

    @alone
    def officer_cancel(self, officer: str) -> None:
        """Forget a PIN whose key the server refused."""
        self._ring["officers"].pop(officer, None)
        self._save()

    @alone
    def officer_registered(self, officer: str) -> None:
        """Note that the server knows the key; from now on the data key lies open no more."""
        held = self._ring["officers"][officer]
        held["registered"] = True
        held.pop("pending", None)  # from here on only the PIN opens the key
        self._save()

    @alone
    def officer_unwrap(self, officer: str, pin: str) -> tuple[bytes, SigningKey]:
        """Try a PIN. Raises OfficerLocked (none set), PinDelayed, PinWrong."""
        held = self._ring["officers"].get(officer)
        if held is None:
            raise OfficerLocked(officer)
        retry_at = self.retry_at(officer)
        if retry_at is not None:
            raise PinDelayed(retry_at)
        # counted before it is tried: pulling the battery buys no second try
        held["failures"] += 1
        held["delay"] = self._delay_from_now(held["failures"])
        self._save()
        wrap = Sealer(pin_key(pin, held["kdf"], pepper=self._pepper()))
        try:
            data_key = wrap.unseal(bytes.fromhex(held["data_key"]), f"keys/{officer}/data")
            signing = wrap.unseal(bytes.fromhex(held["signing_key"]), f"keys/{officer}/signing")
        except (SealBroken, InvalidTag) as error:
            raise PinWrong(self.retry_at(officer)) from error
        held["failures"], held["delay"] = 0, None
        self._save()
        return data_key, SigningKey.from_bytes(signing)

    @alone
    def officer_open(self, officer: str, data_key: bytes, key: SigningKey) -> None:
        """Hold the officer's key and the data key open for this boot; the author is the last."""
        self._key_store.secret_put(self._open_name(BARE), data_key)
        self._key_store.secret_put(self._open_name(f"officer/{officer}"), key.to_bytes())
        self._key_store.secret_delete(BARE)
        self._ring["author"] = officer
        self._save()

    @alone
    def officer_close(self, officer: str) -> None:
        """Shut an officer's key; the data key stays open for syncing until the next restart."""
        self._key_store.secret_delete(self._open_name(f"officer/{officer}"))
        if self._ring.get("author") == officer:
            left = self.officers_open()
            self._ring["author"] = left[-1] if left else None
            self._save()

    def officer_key(self, officer: str) -> SigningKey:
        """Return an open officer's key. Raises OfficerLocked."""
        found = self._key_store.secret_get(self._open_name(f"officer/{officer}"))
        if found is None:
            raise OfficerLocked(officer)
        return SigningKey.from_bytes(found)

    def officers_open(self) -> tuple[str, ...]:
        """Return who is unlocked now."""
        start = self._open_name("officer/")
        names = self._key_store.names()
        return tuple(sorted(name.removeprefix(start) for name in names if name.startswith(start)))

    @property
    def author(self) -> str | None:
        """Return the officer in whose name operations are made: the last one unlocked."""
        author: str | None = self._ring.get("author")
        return author if author in self.officers_open() else None

    def retry_at(self, officer: str) -> str | None:
        """Return the instant before which this officer's PIN is not tried, or None."""
        delay = self._ring["officers"].get(officer, {}).get("delay")
        if delay is None:
            return None
        if delay["boot"] == self._clock.boot():
            left = delay["until_mono"] - self._clock.monotonic()
        else:
            # the wall may have been set: never wait longer than the delay itself
            left = (instant_read(delay["until"]) - self._clock.now()).total_seconds() * 1000
            left = min(left, delay["ms"])
        return delay["until"] if left > 0 else None

    def _pending_key(self, officer: str) -> SigningKey | None:
        held = self._ring["officers"].get(officer, {})
        if held.get("registered") or "pending" not in held:
            return None
        sealed = bytes.fromhex(held["pending"])
        return SigningKey.from_bytes(self.sealer.unseal(sealed, f"keys/{officer}/pending"))

    # --- inside -------------------------------------------------------------------------------

    def _delay_from_now(self, failures: int) -> dict[str, Any] | None:
        delay = pin_delay(failures)
        if not delay:
            return None
        ms = int(delay.total_seconds() * 1000)
        return {
            "until": instant_text(self._clock.now() + delay),
            "boot": self._clock.boot(),
            "until_mono": self._clock.monotonic() + ms,
            "ms": ms,
        }

    def _pepper(self) -> bytes:
        found = self._key_store.secret_get(PEPPER)
        if found is None:
            raise Problem(
                "key_store_lost",
                "平板的密钥库内容丢失，PIN 已无法解锁。",
                "请联系信息人员用单位密钥恢复；请勿清除应用数据，未上传的内容仍在。",
            )
        return found

    def _open_name(self, what: str) -> str:
        return f"open/{self._clock.boot()}/{what}"

    def _forget_earlier_boots(self) -> None:
        now = self._open_name("")
        for name in self._key_store.names():
            if name.startswith("open/") and not name.startswith(now):
                self._key_store.secret_delete(name)

    def _save(self) -> None:
        file_write(self._path, json.dumps(self._ring, ensure_ascii=False, indent=1).encode())
