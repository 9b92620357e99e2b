"""What counts as "it was on the disk before it was acknowledged"."""

import pytest

from tests.faults.traces import is_kept, read

WAL = "/var/reflect.sqlite3-wal"


def written(at: str, path: str = WAL, by: int = 7) -> str:
    return f'{by} 100.{at} pwrite64(9<{path}>, ""..., 4096, 0) = 4096 <0.010000>\n'


def synced(at: str, path: str = WAL, by: int = 7) -> str:
    return f"{by} 100.{at} fdatasync(9<{path}>) = 0 <0.010000>\n"


@pytest.mark.parametrize(
    "lines",
    [
        [written("20"), synced("40")],
        [written("20", "/data/pg_wal/0001"), synced("40", "/data/pg_wal/0001", by=8)],
        [
            written("20"),
            f"7 100.40 fdatasync(9<{WAL}> <unfinished ...>\n",
            written("41", "/elsewhere", by=8),
            "7 100.45 <... fdatasync resumed>) = 0 <0.050000>\n",
        ],
    ],
)
def test_a_write_and_then_a_sync_of_the_log_is_enough(lines: list[str]) -> None:
    assert is_kept(list(read(lines)), 100.1, 100.5)


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [written("20")],
        [synced("40")],
        [synced("20"), written("40")],
        [written("05"), synced("40")],  # the write was of the save before
        [written("20"), synced("60")],
        [written("20"), synced("495")],  # begun before the answer, over after it
        [written("20"), synced("40", "/var/server.log")],
        [written("20", "/var/server.log"), synced("40")],
        [written("20"), f"7 100.40 fdatasync(9<{WAL}>) = -1 EIO (…) <0.010000>\n"],
        [written("20"), f"7 100.40 fdatasync(9<{WAL}> <unfinished ...>\n"],
    ],
)
def test_less_is_not(lines: list[str]) -> None:
    assert not is_kept(list(read(lines)), 100.1, 100.5)
