"""The application under granian, in one worker process."""

import ctypes
import os
import signal
import sys

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server
from litestar import Litestar

from app import logs
from app.settings import Settings

_PR_SET_PDEATHSIG = 1


def serve(settings: Settings) -> None:
    """Listen until stopped by a signal."""
    Server(
        target="app.serve:application",
        factory=True,
        interface=Interfaces.ASGI,
        address=settings.host,
        port=settings.port,
        workers=1,
        log_level=LogLevels(settings.log_level),
        log_dictconfig=logs.logging_config(form=settings.log_format, level=settings.log_level),
        workers_kill_timeout=10,
        process_name=None,
    ).serve()


def application() -> Litestar:
    """Made inside granian's worker, which must not outlive granian: it would keep the port."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
    if os.getppid() == 1:
        sys.exit(1)
    from app.asgi import create_app

    settings = Settings.from_environment()
    logs.configure(form=settings.log_format, level=settings.log_level)
    return create_app(settings)
