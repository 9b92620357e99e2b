"""The file of a backup: whatever becomes of it on the way, it is used whole or not at all."""

import base64
import os
import random
import stat
from hashlib import sha256

import pytest

from desk.backup import files
from desk.backup.files import Backup, BackupRefused, Damaged
from vault import sealing
from vault.errors import KeyMissing, SealError, WrongKey

FACTS = {"made_at": "2026-11-27T02:00:00+00:00", "rows": {"people_user": 3}}


@pytest.fixture
def payload(tmp_path):
    path = tmp_path / "payload"
    path.write_bytes(random.Random(4).randbytes(3000))
    return path


@pytest.fixture
def made(tmp_path, payload):
    path = tmp_path / "made.backup"
    files.write(path, FACTS, payload)
    return path


@pytest.fixture
def other_key(settings):
    yield lambda key: _use(settings, key)
    sealing.forget()


def _use(settings, key):
    settings.REFLECT_MASTER_KEYS = key
    settings.REFLECT_MASTER_KEYS_FILE = ""
    sealing.forget()


def test_what_goes_in_comes_out(tmp_path, payload, made):
    backup = Backup(made)
    assert backup.facts == FACTS | {"size": 3000}
    backup.copy_payload(tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == payload.read_bytes()
    for path in (made, tmp_path / "out"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_its_checksum_is_that_of_sha256sum(tmp_path, payload):

    path = tmp_path / "made.backup"
    assert files.write(path, FACTS, payload) == sha256(path.read_bytes()).hexdigest()


def test_a_file_that_is_there_is_left_as_it_is(payload, made):
    before = made.read_bytes()
    with pytest.raises(FileExistsError):
        files.write(made, FACTS, payload)
    assert made.read_bytes() == before


def test_what_was_not_written_whole_has_no_name(tmp_path, payload, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        files.write(tmp_path / "made.backup", FACTS, payload)
    assert [path.name for path in tmp_path.iterdir()] == ["payload"]


def test_every_flipped_bit_is_noticed(tmp_path, made):
    whole = bytearray(made.read_bytes())
    places = [*range(0, 400), *random.Random(7).sample(range(len(whole)), 500),
              *range(len(whole) - 300, len(whole))]  # fmt: skip
    copy = tmp_path / "flipped"
    for number, place in enumerate(places):
        flipped = bytearray(whole)
        flipped[place] ^= 1 << number % 8
        copy.write_bytes(flipped)
        with pytest.raises((BackupRefused, SealError)):
            Backup(copy)


def test_cut_or_lengthened_it_is_refused(tmp_path, made):
    whole = made.read_bytes()
    copy = tmp_path / "cut"
    for length in (0, 5, 24, 25, 60, 200, 2000, len(whole) - 90, len(whole) - 1):
        copy.write_bytes(whole[:length])
        with pytest.raises(BackupRefused):
            Backup(copy)
    for more in (b"\n", b"x" * 100_000):
        copy.write_bytes(whole + more)
        with pytest.raises(Damaged):
            Backup(copy)


def test_of_another_key_it_is_refused_by_name(made, other_key):
    other_key(base64.b64encode(b"k" * 32).decode())
    with pytest.raises(WrongKey, match="sealed with the master key"):
        Backup(made)
    other_key("")
    with pytest.raises(KeyMissing, match="No master key"):
        Backup(made)


def test_nobody_else_can_make_one(tmp_path, payload, made, other_key, settings):
    """Whole by its checksum, and sealed with a key that is named as ours."""
    ours = settings.REFLECT_MASTER_KEYS
    forged = tmp_path / "forged"
    other_key(base64.b64encode(b"k" * 32).decode())
    payload.write_bytes(b"all new")
    files.write(forged, FACTS, payload)
    other_key(ours)
    with pytest.raises(WrongKey):
        Backup(forged)
    # The seal of a true one under other bytes.
    seal = made.read_bytes().rpartition(files._SEAL)[2].partition(files._SUM)[0]
    head = forged.read_bytes().rpartition(files._SEAL)[0] + files._SEAL + seal

    forged.write_bytes(head + files._SUM + sha256(head).hexdigest().encode() + b"\n")
    with pytest.raises(SealError, match="altered"):
        Backup(forged)


@pytest.mark.parametrize(
    ("first", "said"),
    [
        (b"Reflect Journal backup 2\n", "newer version"),
        (b"Reflect Journal backup one\n", "damaged"),
        (b"PK\x03\x04", "not a backup"),
        (b"", "not a backup"),
    ],
)
def test_what_it_is_stands_in_its_first_line(tmp_path, made, first, said):
    copy = tmp_path / "copy"
    copy.write_bytes(first + made.read_bytes().partition(b"\n")[2])
    with pytest.raises(BackupRefused, match=said):
        Backup(copy)
