"""script/server and its kin: they work from anywhere, and give up in one clear line."""

import contextlib
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError

import pytest

ROOT = Path(__file__).resolve().parent.parent
SERVER = ROOT / "script" / "server"


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    names = ("PATH", "HOME", "LANG", "PYTHONPYCACHEPREFIX")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    return kept | {
        "REFLECT_VAR": str(tmp_path / "var"),
        "REFLECT_VENV": sys.prefix,
        "PORT": str(free_port()),
        "REFLECT_DEMO": "0",
    }


def run(
    *command: str | Path, env: dict[str, str], cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        env=env,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def refusal(*command: str | Path, env: dict[str, str]) -> str:
    """What a script says when it gives up: one line, and nothing like a traceback."""
    result = run(*command, env=env)
    assert result.returncode != 0
    said = result.stderr.strip()
    assert len(said.splitlines()) == 1, said
    assert "Traceback" not in result.stdout + said
    return said


# What is refused


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "journal.example", "127.evil"])
def test_only_this_computer_is_served(env: dict[str, str], host: str) -> None:
    assert "HOST" in refusal(SERVER, env=env | {"HOST": host})


@pytest.mark.parametrize("port", ["0", "65536", "eighty", "80;ls", "-1", "8000000"])
def test_a_port_is_a_port(env: dict[str, str], port: str) -> None:
    assert "PORT" in refusal(SERVER, env=env | {"PORT": port})


def test_a_taken_port(env: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", int(env["PORT"]))):
        said = refusal(SERVER, env=env)
    assert f"port {env['PORT']} is taken" in said


def test_a_folder_that_cannot_be_written(env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    said = refusal(SERVER, env=env | {"REFLECT_VAR": str(tmp_path / "file" / "var")})
    assert "cannot write to" in said


def programs(folder: Path, *names: str) -> Path:
    """A folder to be the whole PATH: only these programs are there."""
    folder.mkdir()
    for name in names:
        found = shutil.which(name)
        assert found, name
        (folder / name).symlink_to(found)
    return folder


BASICS = ("bash", "env", "dirname", "mkdir", "chmod", "cat", "grep", "id")


def test_no_python(env: dict[str, str], tmp_path: Path) -> None:
    path = programs(tmp_path / "bin", *BASICS)
    said = refusal(ROOT / "script/bootstrap", env=fresh(env, tmp_path) | {"PATH": str(path)})
    assert "needs Python 3.11 or newer; found none" in said


def fresh(env: dict[str, str], tmp_path: Path) -> dict[str, str]:
    return env | {"REFLECT_VENV": str(tmp_path / "venv")}


def fake(path: Path, text: str) -> None:
    path.write_text(f"#!/usr/bin/env bash\n{text}\n")
    path.chmod(0o755)


def test_an_old_python(env: dict[str, str], tmp_path: Path) -> None:
    path = programs(tmp_path / "bin", *BASICS)
    fake(path / "python3", '[ "$1" = --version ] && echo Python 3.9.2 && exit; exit 1')
    said = refusal(ROOT / "script/bootstrap", env=fresh(env, tmp_path) | {"PATH": str(path)})
    assert "needs Python 3.11 or newer; found Python 3.9.2" in said


def test_a_python_without_venv(env: dict[str, str], tmp_path: Path) -> None:
    path = programs(tmp_path / "bin", *BASICS)
    fake(path / "python3", '[[ "$*" == *ensurepip* ]] && exit 1; exit 0')
    said = refusal(ROOT / "script/bootstrap", env=fresh(env, tmp_path) | {"PATH": str(path)})
    assert "apt-get install python3-venv" in said


def test_no_network(env: dict[str, str], tmp_path: Path) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}/simple"
    alone = {"PIP_INDEX_URL": nowhere, "PIP_NO_CACHE_DIR": "1", "PIP_CONFIG_FILE": "/dev/null"}
    said = refusal(ROOT / "script/bootstrap", env=fresh(env, tmp_path) | alone)
    assert "cannot reach the package index" in said


# What works


@contextlib.contextmanager
def served(env: dict[str, str], *, command: list[str] | None = None) -> Iterator[str]:
    """The real thing in a process of its own; gives its address when it answers."""
    process = subprocess.Popen(
        command or [str(SERVER)],
        env=env,
        cwd=ROOT if command else "/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    address = f"http://localhost:{env['PORT']}"
    try:
        deadline = time.monotonic() + 90
        while process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{address}/healthz/live", timeout=5)
                break
            time.sleep(0.1)
        else:
            pytest.fail("it did not answer in time")  # what it said: below, once it has ended
        yield address
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)  # as Ctrl-C does
        output = process.communicate(timeout=40)[0]
        assert process.returncode == 0, output
        assert "Traceback" not in output, output
    served_output.append(output)


served_output: list[str] = []


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            code: int = answer.status
            return code
    except HTTPError as error:
        with error:
            return error.code


def test_the_server_starts_from_anywhere_and_again_in_seconds(env: dict[str, str]) -> None:
    env.pop("REFLECT_DEMO")
    served_output.clear()
    with served(env) as address:
        assert status(f"{address}/sign-in/") == 200
        assert status(f"{address}/healthz/ready") == 200
        assert status(f"{address}/static/css/pine.css") == 200
    started = time.monotonic()
    with served(env):
        again = time.monotonic() - started
    assert again < 15
    var = Path(env["REFLECT_VAR"])
    for output in served_output:
        assert f"http://localhost:{env['PORT']}" in output
        assert "amara@demo.example" in output
        assert "\nPassword: " in output
    assert (var / "master.key").stat().st_mode & 0o077 == 0
    assert var.stat().st_mode & 0o077 == 0
    with sqlite3.connect(var / "reflect.sqlite3") as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)


GUNICORN = [
    sys.executable,
    "-m",
    "gunicorn",
    "--config=python:reflectjournal.gunicorn",
    "reflectjournal.wsgi",
]


def test_a_wrong_key_stops_the_start(env: dict[str, str]) -> None:
    assert run(ROOT / "script/setup", env=env).returncode == 0
    somebody = "from vault.models import KeyHolder; KeyHolder.objects.create()"
    assert run(sys.executable, ROOT / "manage.py", "shell", "-c", somebody, env=env).returncode == 0
    key = Path(env["REFLECT_VAR"]) / "master.key"
    right = key.read_text()
    key.write_text("d3Jvbmcgd3Jvbmcgd3Jvbmcgd3Jvbmcgd3Jvbmcgd3I=\n")
    assert "master key" in refusal(SERVER, env=env)
    result = run(*GUNICORN, env=env, cwd=ROOT)
    (line,) = [line for line in result.stderr.splitlines() if not line.startswith("{")]
    assert line.startswith("Reflect Journal cannot start:")
    assert result.returncode == 3
    key.unlink()
    assert "master.key" in refusal(SERVER, env=env)
    key.write_text(right)
    assert run(ROOT / "script/setup", env=env).returncode == 0


def test_without_a_database_it_starts_calm_and_heals(env: dict[str, str]) -> None:
    assert run(ROOT / "script/setup", env=env).returncode == 0
    database = Path(env["REFLECT_VAR"]) / "reflect.sqlite3"
    away = database.with_name("away")
    database.rename(away)
    database.mkdir()
    with served(env, command=GUNICORN) as address:
        for page in ("/", "/sign-in/", "/library/", "/healthz/ready"):
            assert status(address + page) == 503
        assert status(f"{address}/static/css/pine.css") == 200
        database.rmdir()
        away.rename(database)
        assert status(f"{address}/sign-in/") == 200
        assert status(f"{address}/healthz/ready") == 200


def test_a_postgresql_that_is_away_is_not_named(env: dict[str, str]) -> None:
    url = "postgresql://journal:swordfish@127.0.0.1:1/reflect"
    key = "dGVzdHMgb25seTogMzIgeSBvZiBrZXkgbWF0ZXJpYWw="
    gone = env | {"DATABASE_URL": url, "REFLECT_MASTER_KEYS": key}
    run(ROOT / "script/setup", env=env)
    served_output.clear()
    with (
        served(gone, command=GUNICORN) as address,
        pytest.raises(HTTPError) as caught,
    ):
        urllib.request.urlopen(f"{address}/sign-in/", timeout=30)
    with caught.value as answer:
        body = answer.read().decode()
        assert answer.code == 503
        assert answer.headers["Retry-After"]
    for secret in ("swordfish", "127.0.0.1:1", "journal:"):
        assert secret not in body + served_output[0]
