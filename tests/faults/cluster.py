"""A PostgreSQL of one's own, that can be killed as a fallen machine would."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import time
from pathlib import Path

from desk.backup.programs import find_program
from tests.faults.ending import PATIENCE

SETTINGS = """
listen_addresses = ''
unix_socket_permissions = 0777
log_min_error_statement = panic
log_error_verbosity = terse
max_connections = 60
"""


START = 90.0  # seconds that a start may take on a busy machine


class Cluster:
    """With `with`: made, and nothing of it runs afterwards, also if it will not end."""

    def __init__(self, home: Path) -> None:
        self.home, self.data = home, home / "data"
        self.url = f"postgresql://reflect@{str(home).replace('/', '%2F')}/reflect"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Cluster:
        try:
            self.make()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def make(self) -> None:
        self.home.mkdir(parents=True)
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(self.home, self._user)
            for folder in self.home.parents:
                if folder.stat().st_uid == 0 and folder.stat().st_mode & 0o777 == 0o700:
                    folder.chmod(0o711)
        self._run("initdb", f"--pgdata={self.data}", "--username=postgres", "--auth=trust",
                  "--encoding=UTF8", "--locale=C")  # fmt: skip
        with (self.data / "postgresql.conf").open("a") as settings:
            settings.write(f"{SETTINGS}unix_socket_directories = '{self.home}'\n")
        self.start()
        self.execute("CREATE ROLE reflect LOGIN CREATEDB", "CREATE DATABASE reflect OWNER reflect")

    def execute(self, *statements: str) -> None:
        """As who runs the cluster, one after the other."""
        commands = [f"--command={statement}" for statement in statements]
        self._run("psql", f"--host={self.home}", "--username=postgres", "--dbname=postgres",
                  "--no-psqlrc", "--quiet", *commands)  # fmt: skip

    def start(self) -> None:
        """Tried again: while orphans of a killed one hold its memory the first start fails."""
        deadline = time.monotonic() + START
        while time.monotonic() < deadline:
            with (self.home / "log").open("ab") as log:
                self._process = subprocess.Popen(
                    [find_program("postgres"), "-D", str(self.data)],
                    stdout=log, stderr=log, start_new_session=True, cwd=self.home,
                    user=self._user,
                )  # fmt: skip
            while self._process.poll() is None and time.monotonic() < deadline:
                if self._is_ready():
                    return
                time.sleep(0.02)
            time.sleep(0.05)
        self.kill()
        raise TimeoutError((self.home / "log").read_text()[-2000:])

    def kill(self) -> None:
        """The server and every process of it, at once."""
        assert self._process is not None
        found = subprocess.run(
            ["pgrep", "-P", str(self._process.pid)], capture_output=True, text=True, check=False
        )
        for pid in [self._process.pid, *map(int, found.stdout.split())]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self._process.wait()

    def stop(self) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()

    def _is_ready(self) -> bool:
        asked = subprocess.run(
            [find_program("pg_isready"), "--quiet", f"--host={self.home}"], check=False
        )
        return asked.returncode == 0

    @property
    def _user(self) -> str | None:
        if os.geteuid() != 0:
            return None
        names = {user.pw_name for user in pwd.getpwall()}
        return "postgres" if "postgres" in names else "nobody"

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [find_program(program), *arguments], user=self._user, cwd=self.home, text=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{program} ended with {done.returncode}: {done.stderr[-1000:]}")
