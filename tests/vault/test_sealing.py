"""The bytes: what opens, and everything that must not."""

import base64
import os
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from vault import keys, sealing
from vault.errors import KeyMissing, TamperedText, WrongKey
from vault.models import KeyHolder

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_remembered():
    sealing.forget()
    yield
    sealing.forget()


@pytest.fixture
def holder() -> KeyHolder:
    return KeyHolder.objects.create()


def make_key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


@given(plain=st.binary(max_size=500), context=st.binary(max_size=50))
@hypothesis_settings(
    max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_what_is_sealed_opens_again(holder, plain, context):
    assert sealing.open_sealed(holder.pk, context, sealing.seal(holder.pk, context, plain)) == plain


def test_the_same_text_never_looks_the_same(holder):
    assert len({sealing.seal(holder.pk, b"here", b"calm") for _ in range(100)}) == 100


def test_every_flipped_bit_is_refused(holder):
    sealed = sealing.seal(holder.pk, b"here", b"a calm shift")
    for place in range(len(sealed) * 8):
        bent = bytearray(sealed)
        bent[place // 8] ^= 1 << place % 8
        with pytest.raises(TamperedText):
            sealing.open_sealed(holder.pk, b"here", bytes(bent))


def test_every_shortened_or_lengthened_value_is_refused(holder):
    sealed = sealing.seal(holder.pk, b"here", b"a calm shift")
    for length in range(len(sealed)):
        with pytest.raises(TamperedText):
            sealing.open_sealed(holder.pk, b"here", sealed[:length])
    with pytest.raises(TamperedText):
        sealing.open_sealed(holder.pk, b"here", sealed + b"\0")


def test_an_unknown_version_is_refused(holder):
    sealed = sealing.seal(holder.pk, b"here", b"a calm shift")
    with pytest.raises(TamperedText, match="version"):
        sealing.open_sealed(holder.pk, b"here", b"\x02" + sealed[1:])


def test_another_context_or_holder_is_refused(holder):
    sealed = sealing.seal(holder.pk, b"here", b"a calm shift")
    with pytest.raises(TamperedText):
        sealing.open_sealed(holder.pk, b"there", sealed)
    with pytest.raises(TamperedText):
        sealing.open_sealed(KeyHolder.objects.create().pk, b"here", sealed)


def test_a_mac_depends_on_holder_purpose_and_data(holder):
    other = KeyHolder.objects.create()
    macs = {
        sealing.mac(*what)
        for what in [
            (holder.pk, b"trail", b"data"),
            (holder.pk, b"binding", b"data"),
            (holder.pk, b"trail", b"other data"),
            (other.pk, b"trail", b"data"),
        ]
    }
    assert len(macs) == 4
    assert sealing.mac(holder.pk, b"trail", b"data") in macs


def test_reading_never_makes_a_key(holder):
    sealed = sealing.seal(holder.pk, b"here", b"a calm shift")
    nobody = uuid.uuid4()
    for attempt in (
        lambda: sealing.open_sealed(nobody, b"here", sealed),
        lambda: sealing.seal(nobody, b"here", b"text"),
        lambda: sealing.mac(nobody, b"trail", b"data"),
    ):
        with pytest.raises(KeyMissing, match=str(nobody)):
            attempt()
    assert KeyHolder.objects.count() == 1


def test_a_holder_is_made_by_create_only():
    with pytest.raises(KeyMissing):
        KeyHolder().save()


def test_an_erased_holder_is_forgotten(holder):
    sealed = sealing.seal(holder.pk, b"here", b"a calm shift")
    KeyHolder.objects.filter(pk=holder.pk).delete()
    assert sealing.open_sealed(holder.pk, b"here", sealed)  # this process still remembers
    sealing.forget(holder.pk)
    with pytest.raises(KeyMissing):
        sealing.open_sealed(holder.pk, b"here", sealed)


def test_opened_keys_are_kept_briefly(holder, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(sealing, "_SECONDS", -1.0)
    for _ in range(2):
        with django_assert_num_queries(1):
            sealing.seal(holder.pk, b"here", b"text")
    monkeypatch.undo()
    assert sealing._SECONDS <= 60
    sealing.seal(holder.pk, b"here", b"text")
    with django_assert_num_queries(0):
        sealing.seal(holder.pk, b"here", b"text")


def test_only_so_many_opened_keys_are_kept(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(sealing, "_REMEMBERED", 3)
    holders = [KeyHolder.objects.create() for _ in range(4)]
    for each in holders:
        sealing.seal(each.pk, b"here", b"text")
    with django_assert_num_queries(0):
        sealing.seal(holders[3].pk, b"here", b"text")
    with django_assert_num_queries(1):
        sealing.seal(holders[0].pk, b"here", b"text")


def test_a_holder_at_hand_needs_no_query(holder, django_assert_num_queries):
    with django_assert_num_queries(0):
        sealing.learn(holder)
        sealing.seal(holder.pk, b"here", b"text")


def test_threads_share_the_opened_keys(holder, monkeypatch):
    """Many threads over a cache that is always too small: no wrong key, no broken dict."""
    monkeypatch.setattr(sealing, "_REMEMBERED", 2)
    holders = [KeyHolder.objects.create() for _ in range(6)]

    def work(_: int) -> None:
        for number in range(300):
            each = holders[number % len(holders)]
            sealing.learn(each)
            sealing._opened.get(each.pk)
            sealing._opened.drop(each.pk if number % 7 == 0 else uuid.uuid4())

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))  # raises what a thread raised


# The ring.


def test_the_wrong_master_key_is_named(holder, settings):
    sealed = sealing.seal(holder.pk, b"here", b"a calm shift")
    expected = str(keys.ring().newest)
    settings.REFLECT_MASTER_KEYS = make_key()
    sealing.forget()
    with pytest.raises(WrongKey) as refusal:
        sealing.open_sealed(holder.pk, b"here", sealed)
    assert expected in str(refusal.value)
    assert str(keys.ring().newest) in str(refusal.value)


def test_an_older_key_of_the_ring_still_opens(holder, settings):
    sealed = sealing.seal(holder.pk, b"here", b"a calm shift")
    settings.REFLECT_MASTER_KEYS = f"{make_key()},{settings.REFLECT_MASTER_KEYS}"
    sealing.forget()
    assert sealing.open_sealed(holder.pk, b"here", sealed) == b"a calm shift"
    assert keys.wrapped_by(bytes(holder.wrapped)) != keys.ring().newest.name
    assert keys.wrapped_by(bytes(KeyHolder.objects.create().wrapped)) == keys.ring().newest.name


def test_a_wrapped_key_is_bound_to_its_holder(holder):
    other = KeyHolder.objects.create()
    KeyHolder.objects.filter(pk=holder.pk).update(wrapped=bytes(other.wrapped))
    with pytest.raises(TamperedText):
        sealing.seal(holder.pk, b"here", b"text")


def test_every_flipped_bit_of_a_wrapped_key_is_refused(holder):
    whole = bytes(holder.wrapped)
    for place in range(len(whole) * 8):
        bent = bytearray(whole)
        bent[place // 8] ^= 1 << place % 8
        holder.wrapped = bytes(bent)
        with pytest.raises((TamperedText, WrongKey)):
            holder.data_key()
    for length in range(len(whole)):
        holder.wrapped = whole[:length]
        with pytest.raises(TamperedText):
            holder.data_key()


@pytest.mark.parametrize("listed", ["not base64!", "c2hvcnQ=", "é", "AAAA\n" * 2])
def test_a_bad_master_key_is_refused_without_showing_it(settings, listed):
    settings.REFLECT_MASTER_KEYS = listed
    with pytest.raises(KeyMissing, match="Key 1 of REFLECT_MASTER_KEYS") as refusal:
        keys.ring()
    assert listed.strip() not in str(refusal.value)


def test_a_missing_master_key_says_where_it_was_expected(settings, tmp_path):
    settings.REFLECT_MASTER_KEYS = ""
    with pytest.raises(KeyMissing, match="REFLECT_MASTER_KEYS"):
        keys.ring()
    settings.REFLECT_MASTER_KEYS_FILE = str(tmp_path / "master.key")
    with pytest.raises(KeyMissing, match=f"expected at {tmp_path}/master.key"):
        keys.ring()
    (tmp_path / "master.key").write_text("\n")
    with pytest.raises(KeyMissing, match="expected in"):
        keys.ring()


def test_a_key_file_holds_one_key_a_line_newest_first(settings, tmp_path):
    new, old = make_key(), make_key()
    settings.REFLECT_MASTER_KEYS = ""
    settings.REFLECT_MASTER_KEYS_FILE = str(tmp_path / "master.key")
    (tmp_path / "master.key").write_text(f"{new}\n\n{old}\n")
    ring = keys.ring()
    assert len(ring.keys) == 2
    assert str(ring.newest) == str(keys.MasterKey.read(new, "here"))
    assert new not in repr(ring)
