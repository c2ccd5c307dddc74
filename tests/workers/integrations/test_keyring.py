"""Sealing secrets: only the right key, in the right place, opens what was sealed."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from flywheel.config import Settings
from flywheel.integrations import Keyring, KeyringError, UnreadableCredentialError, new_key
from flywheel.integrations.keyring import NONCE_BYTES, TAG_BYTES

OLD, NEW = new_key(), new_key()


def keyring(**keys: str) -> Keyring:
    return Keyring({key_id: SecretStr(key) for key_id, key in keys.items()})


RING = keyring(new=NEW, old=OLD)


@given(secret=st.text(max_size=500), context=st.binary(max_size=100))
def test_what_is_sealed_opens_unchanged(secret: str, context: bytes) -> None:
    sealed = RING.seal(secret, context)
    assert RING.unseal("new", sealed, context) == secret
    assert len(sealed) == NONCE_BYTES + len(secret.encode()) + TAG_BYTES


@given(secret=st.text(min_size=1, max_size=50), bit=st.integers(min_value=0))
def test_no_bit_can_be_changed(secret: str, bit: int) -> None:
    sealed = bytearray(RING.seal(secret, b"here"))
    bit %= len(sealed) * 8
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(UnreadableCredentialError):
        RING.unseal("new", bytes(sealed), b"here")


def test_it_opens_nowhere_else() -> None:
    sealed = RING.seal("shpat_1", b"store a")
    with pytest.raises(UnreadableCredentialError, match="does not open"):
        RING.unseal("new", sealed, b"store b")


def test_the_same_secret_is_never_sealed_the_same_way_twice() -> None:
    assert len({RING.seal("shpat_1", b"here") for _ in range(100)}) == 100


def test_the_first_key_seals_and_the_others_open() -> None:
    sealed = keyring(old=OLD).seal("shpat_1", b"here")
    assert RING.current == "new"
    assert RING.unseal("old", sealed, b"here") == "shpat_1"
    with pytest.raises(UnreadableCredentialError, match="does not open with the key new"):
        RING.unseal("new", sealed, b"here")


def test_a_key_that_was_taken_out_is_named() -> None:
    with pytest.raises(UnreadableCredentialError, match="the key lost is not in") as raised:
        RING.unseal("lost", RING.seal("shpat_1", b"here"), b"here")
    assert raised.value.hint


def test_the_aead_is_the_published_one() -> None:
    """NIST's GCM test vectors (gcmEncryptExtIV256, 16 bytes of text and of context)."""
    ring = keyring(
        nist=base64.b64encode(
            bytes.fromhex("92e11dcdaa866f5ce790fd24501f92509aacf4cb8b1339d50c9c1240935dd08b")
        ).decode()
    )
    sealed = bytes.fromhex(
        "ac93a1a6145299bde902f21a"  # nonce
        "8995ae2e6df3dbf96fac7b7137bae67f"  # ciphertext
        "eca5aa77d51d4a0a14d9c51e1da474ab"  # tag
    )
    context = bytes.fromhex("1e0889016f67601c8ebea4943bc23ad6")
    # The text is bytes that are no UTF-8: opening it shows that the tag was right.
    with pytest.raises(UnicodeDecodeError) as raised:
        ring.unseal("nist", sealed, context)
    assert raised.value.object == bytes.fromhex("2d71bcfa914e4ac045b2aa60955fad24")


@pytest.mark.parametrize(
    ("keys", "complaint"),
    [
        ({}, "not set"),
        ({"k": "not base64!"}, "k is not base64"),
        ({"k": base64.b64encode(b"short").decode()}, "k has 5 bytes instead of 32"),
        ({"a b": NEW}, "'a b' cannot be the id"),
        ({"one": NEW, "two": NEW}, "two and one are the same key"),
    ],
)
def test_a_keyring_that_cannot_work_says_why(keys: dict[str, str], complaint: str) -> None:
    with pytest.raises(KeyringError, match=complaint) as raised:
        keyring(**keys)
    assert raised.value.hint
    assert not any(key in str(raised.value) for key in keys.values())


def test_keys_do_not_show_in_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLYWHEEL_SECRET_KEYS", f'{{"2026-11": "{NEW}", "2025-11": "{OLD}"}}')
    settings = Settings()
    assert list(settings.secret_keys) == ["2026-11", "2025-11"]
    assert NEW not in repr(settings)
    assert Keyring(settings.secret_keys).current == "2026-11"
