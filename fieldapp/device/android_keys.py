"""Android's key store: an AES key that never leaves the hardware wraps each secret of the file."""

from pathlib import Path

from jnius import autoclass

from fieldapp.device.desktop_keys import DesktopKeyStore

ALIAS = "xunan"
NONCE = 12
TAG_BITS = 128
SENTENCES = {
    "zh": "密钥由系统密钥库（硬件）保护。",
    "en": "Keys are protected by the system's key store (hardware).",
}


class AndroidKeyStore(DesktopKeyStore):
    """Keep secrets in a file, each encrypted by a key of the Android Keystore."""

    SENTENCES = SENTENCES

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._key = _key_get()

    def _protect(self, secret: bytes) -> bytes:
        cipher = autoclass("javax.crypto.Cipher").getInstance("AES/GCM/NoPadding")
        cipher.init(1, self._key)  # Cipher.ENCRYPT_MODE
        return bytes(cipher.getIV()) + bytes(cipher.doFinal(secret))

    def _reveal(self, kept: bytes) -> bytes:
        cipher = autoclass("javax.crypto.Cipher").getInstance("AES/GCM/NoPadding")
        parameters = autoclass("javax.crypto.spec.GCMParameterSpec")(TAG_BITS, kept[:NONCE])
        cipher.init(2, self._key, parameters)  # Cipher.DECRYPT_MODE
        return bytes(cipher.doFinal(kept[NONCE:]))


def _key_get() -> object:
    store = autoclass("java.security.KeyStore").getInstance("AndroidKeyStore")
    store.load(None)
    if not store.containsAlias(ALIAS):
        builder = autoclass("android.security.keystore.KeyGenParameterSpec$Builder")(ALIAS, 3)
        builder.setBlockModes(["GCM"])
        builder.setEncryptionPaddings(["NoPadding"])
        builder.setKeySize(256)
        generator = autoclass("javax.crypto.KeyGenerator").getInstance("AES", "AndroidKeyStore")
        generator.init(builder.build())
        generator.generateKey()
    return store.getKey(ALIAS, None)
