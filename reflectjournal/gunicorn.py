"""How gunicorn serves it: chosen for behaviour (a slow client blocks a thread, not a process)."""

import gc
import os
import pathlib
import subprocess
import sys
import threading
import time
from typing import Any

from reflectjournal.logs import LOGGING

loglevel = "warning" if os.environ.get("REFLECT_QUIET") else "info"
_host = os.environ.get("HOST", "127.0.0.1")
bind = f"{f'[{_host}]' if ':' in _host else _host}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 20
keepalive = 5
max_requests = 1000
max_requests_jitter = 200
control_socket_disable = True  # nothing is written outside var/, and nothing else commands it
preload_app = True  # a wrong key stops the start with one line, not each worker with one
# Heartbeat files only; never a request. On a disk they would stall a worker.
worker_tmp_dir = "/dev/shm" if pathlib.Path("/dev/shm").is_dir() else None  # noqa: S108

# One line a request is written by reflectjournal.logs, without what gunicorn would add
# (addresses with their query strings).
accesslog = None
# Its own messages in the same shape; the handler for mail needs settings, which come later.
logconfig_dict = {
    **LOGGING,
    "handlers": {"lines": LOGGING["handlers"]["lines"]},
    "loggers": {
        "gunicorn.error": {"handlers": ["lines"], "level": loglevel.upper(), "propagate": False}
    },
}


# What is imported stays: looking through it for rubbish is a seventh of the start.
gc.disable()


def when_ready(server: Any) -> None:
    """Do what falls due (bins, erasures, old sessions) as long as this runs."""
    gc.freeze()  # and the workers, forked from here, share it for as long as they live
    gc.enable()
    if pause := int(os.environ.get("REFLECT_TICK", "0")):
        threading.Thread(target=_tick, args=[pause], daemon=True).start()


def _tick(pause: int) -> None:
    manage = pathlib.Path(__file__).resolve().parent.parent / "manage.py"
    while True:
        subprocess.run(  # noqa: S603  no word of it is anybody's input
            [sys.executable, manage, "tick"],
            check=False,
            stdout=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the server; a round is short and ends by itself
        )
        time.sleep(pause)
