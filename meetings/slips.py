"""A device's own words, kept for that device alone.

They are sealed with a key made of the device's token, which is nowhere on the server, and
once more with the meeting's key like everything in the row. So they can be shown again where
they were written (a finding to look at, a word to change), and be carried along when the
meeting is over, also if nobody was ever shown them. Padded, so that a length does not say
which answer they are.
"""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from meetings.devices import Device
from meetings.models import Asking
from meetings.pots import Words

NONCE = 12
BLOCK = 512  # bytes to which a slip is padded


@dataclass(frozen=True)
class Slip:
    words: Words
    is_in: bool  # whether the pot has these very words; otherwise they wait to be sent


def locked(asking: Asking, device: Device, slip: Slip) -> str:
    text = json.dumps({"words": slip.words, "in": slip.is_in}, ensure_ascii=False).encode()
    text += b" " * (-len(text) % BLOCK)
    nonce = os.urandom(NONCE)
    sealed = nonce + _aead(asking, device).encrypt(nonce, text, asking.pk.bytes)
    return base64.b64encode(sealed).decode()


def slip_of(asking: Asking, device: Device) -> Slip | None:
    held = asking.slips.get(device.lookup(asking))
    if held is None:
        return None
    sealed = base64.b64decode(held)
    try:
        text = _aead(asking, device).decrypt(sealed[:NONCE], sealed[NONCE:], asking.pk.bytes)
    except InvalidTag:
        return None
    kept: dict[str, Any] = json.loads(text)
    return Slip(kept["words"], kept["in"])


def with_slip(asking: Asking, device: Device, slip: Slip) -> dict[str, str]:
    """The asking's slips with this one, sorted by what is random."""
    slips = {**asking.slips, device.lookup(asking): locked(asking, device, slip)}
    return {lookup: slips[lookup] for lookup in sorted(slips)}


def _aead(asking: Asking, device: Device) -> AESGCM:
    info = b"meetings slip|" + asking.pk.bytes
    key = HKDF(hashes.SHA256(), length=32, salt=None, info=info).derive(device.token.encode())
    return AESGCM(key)
