"""The file of a backup: what it is, what is in it, the database, its seal and its checksum.

    Reflect Journal backup 1
    {"made_at": …, "size": 123, …}
    123 bytes of the database's own kind of copy
    seal <the digest of all above, wrapped with the master key, in base64>
    sha256 <the digest of all above, in hex>

The checksum tells of damage, the seal of whose it is: nobody without the master key can make
a file that this installation would take for its own.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from vault import keys
from vault.errors import TamperedText

FORMAT = 1
_NAME = b"Reflect Journal backup "
_FIRST = _NAME + b"%d\n" % FORMAT
_SEAL, _SUM = b"\nseal ", b"\nsha256 "
_CONTEXT = b"backup"
_CHUNK = 1 << 20
_LONGEST_LINE = 1 << 28  # of facts: a line for each person's trail


class BackupRefused(Exception):
    """The file is no backup that can be used here. The message says why, in one line."""


class Damaged(BackupRefused):
    def __init__(self) -> None:
        super().__init__("The file is damaged or cut short: its checksum is not right.")


def write(target: Path, facts: dict[str, Any], payload: Path) -> str:
    """Put a backup together; under its name only once it is whole and on the disk.

    Returns what `sha256sum` says of the file. Raises FileExistsError, or any other OSError.
    """
    _must_be_free(target)
    part = target.with_name(f"{target.name}.part")
    with _private(part) as file, _gone_if_it_fails(part):
        digest = _Digesting(file)
        digest.write(_FIRST)
        line = facts | {"size": payload.stat().st_size}
        digest.write(json.dumps(line, sort_keys=True).encode() + b"\n")
        with payload.open("rb") as source:
            shutil.copyfileobj(source, digest, _CHUNK)
        wrapped = keys.ring().wrap(digest.sum.digest(), _CONTEXT)
        digest.write(_SEAL + base64.b64encode(wrapped))
        digest.write(_SUM + digest.sum.hexdigest().encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
        _must_be_free(target)
        os.replace(part, target)
    _sync_folder(target.parent)
    return digest.sum.hexdigest()


def _must_be_free(target: Path) -> None:
    if target.exists():
        raise FileExistsError(17, "There is a file already", str(target))


@contextmanager
def _gone_if_it_fails(part: Path) -> Iterator[None]:
    """Only what this run has opened: one of that name may be another run's."""
    try:
        yield
    except BaseException:
        part.unlink(missing_ok=True)
        raise


class Backup:
    """A backup that was found whole and sealed by a key that is given here."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            self.facts, self._head = _head(file)
            self._size = self._number("size")
            self._sealed = _sealed_digest(file, len(self._head) + self._size)

    def _number(self, name: str) -> int:
        value = self.facts.get(name)
        if not isinstance(value, int) or value < 0:
            raise Damaged
        return value

    def copy_payload(self, target: Path) -> None:
        """Raises Damaged if the file gives other bytes now than when it was looked through."""
        digest = hashlib.sha256(self._head)
        with self.path.open("rb") as file, _private(target) as copy:
            file.seek(len(self._head))
            left = self._size
            while left:
                chunk = file.read(min(_CHUNK, left))
                if not chunk:
                    raise Damaged
                digest.update(chunk)
                copy.write(chunk)
                left -= len(chunk)
        if digest.digest() != self._sealed:
            raise Damaged


def _head(file: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    first = file.readline(len(_FIRST) + 20)
    if not first.startswith(_NAME):
        raise BackupRefused("This is not a backup of Reflect Journal.")
    if first != _FIRST:
        number = first.removeprefix(_NAME).strip()
        if number.isdigit() and int(number) > FORMAT:
            raise BackupRefused("This backup was made by a newer version. Bring that one first.")
        raise Damaged
    line = file.readline(_LONGEST_LINE)
    try:
        facts = json.loads(line)
    except ValueError:  # also of text that is no UTF-8
        raise Damaged from None
    if not isinstance(facts, dict) or not line.endswith(b"\n"):
        raise Damaged
    return facts, first + line


def _sealed_digest(file: IO[bytes], ends: int) -> bytes:
    """Of all above the seal. Raises Damaged, or what the ring says of a key that is not here."""
    total = os.fstat(file.fileno()).st_size
    if ends > total or total - ends > 4096:
        raise Damaged
    file.seek(0)
    digest = hashlib.sha256()
    left = ends
    while left:
        chunk = file.read(min(_CHUNK, left))
        digest.update(chunk)
        left -= len(chunk)
    sealed = digest.digest()
    seal, mark, checksum = file.read().partition(_SUM)
    digest.update(seal)
    if not seal.startswith(_SEAL) or checksum != digest.hexdigest().encode() + b"\n" or not mark:
        raise Damaged
    try:
        wrapped = base64.b64decode(seal.removeprefix(_SEAL), validate=True)
    except binascii.Error:
        raise Damaged from None
    if keys.ring().unwrap(wrapped, _CONTEXT, "This backup") != sealed:
        raise TamperedText("This backup has been altered.")
    return sealed


@contextmanager
def _private(path: Path) -> Iterator[IO[bytes]]:
    """A new file that nobody else may read, whatever the umask is."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        yield file


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class _Digesting:
    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.sum = file, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.sum.update(data)
        return self._file.write(data)
