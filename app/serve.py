"""The application under granian, in one worker process."""

import gc
import multiprocessing

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server
from litestar import Litestar

from app import logs
from app.embedded import lifeline
from app.settings import Settings


def serve(settings: Settings) -> None:
    """Listen until stopped by a signal.

    granian's worker holds the port. It is forked, on every Python, so that it is tied to us before it runs.
    """
    multiprocessing.set_start_method("fork", force=True)
    lifeline.tie_forks()
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
    """Made inside granian's worker, without looking for garbage: what is made here stays as long as the process."""
    gc.disable()
    from app.asgi import create_app

    settings = Settings.from_environment()
    logs.configure(form=settings.log_format, level=settings.log_level)
    made = create_app(settings)
    gc.freeze()
    gc.enable()
    return made
