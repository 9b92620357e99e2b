"""A passkey in plain Python: makes a key, and signs what a browser would pass on to it."""

import base64
import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestedCredentialData

PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


class Key:
    def __init__(self, origin: str = "http://testserver", host: str = "testserver") -> None:
        self.origin, self.host = origin, host
        self.id = secrets.token_bytes(32)
        self.private = ec.generate_private_key(ec.SECP256R1())

    def kept(self) -> str:
        """What people.passkeys.made gives to be kept of it."""
        public = ES256.from_cryptography_key(self.private.public_key())
        return base64.b64encode(AttestedCredentialData.create(bytes(16), self.id, public)).decode()

    def make(self, options: str, **changes: Any) -> str:
        """The answer to people.passkeys.ask_to_make."""
        public = cbor.encode(dict(ES256.from_cryptography_key(self.private.public_key())))
        data = self._data(WITH_KEY) + bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        statement = {"fmt": "none", "attStmt": {}, "authData": data}
        client = self._client("webauthn.create", options, changes)
        return self._answer(clientDataJSON=client, attestationObject=cbor.encode(statement))

    def show(self, options: str, **changes: Any) -> str:
        """The answer to people.passkeys.ask_to_show."""
        data = self._data(0)
        client = self._client("webauthn.get", options, changes)
        signed = data + hashlib.sha256(client).digest()
        signature = self.private.sign(signed, ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=data, signature=signature)

    def _data(self, flags: int) -> bytes:
        host = hashlib.sha256(self.host.encode()).digest()
        return host + bytes([flags | PRESENT | VERIFIED]) + bytes(4)

    def _client(self, kind: str, options: str, changes: dict[str, Any]) -> bytes:
        challenge = json.loads(options)["publicKey"]["challenge"]
        said = {"type": kind, "challenge": challenge, "origin": self.origin, **changes}
        return json.dumps(said).encode()

    def _answer(self, **response: bytes) -> str:
        own = websafe_encode(self.id)
        given = {name: websafe_encode(value) for name, value in response.items()}
        return json.dumps({"id": own, "rawId": own, "type": "public-key", "response": given})
