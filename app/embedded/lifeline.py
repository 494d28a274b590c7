"""No process of ours outlives the one that started it, at whatever moment that one dies.

The kernel is asked to kill us with our parent; whoever asks must look afterwards whether the parent is still
there, for it may have died before the question. Not for ending processes in order: that is done by signals.
"""

from __future__ import annotations

import ctypes
import os
import signal
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)


def tie_to(parent: int, *, by: signal.Signals = signal.SIGKILL) -> None:
    """From now on `by` comes when the parent's starting thread ends; ends us at once if it has ended already.

    Safe between fork and exec. A change of user clears the request: ask after it.
    """
    _LIBC.prctl(_PR_SET_PDEATHSIG, int(by), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def tied(*, by: signal.Signals = signal.SIGKILL) -> Callable[[], None]:
    """For subprocess's `preexec_fn`, which runs after a change of user."""
    parent = os.getpid()
    return lambda: tie_to(parent, by=by)


def tie_forks() -> None:
    """Every fork of this process, and of its forks, is tied in its first instruction. Holds for the process's life."""
    forking: list[int] = []

    def before() -> None:
        forking[:] = [os.getpid()]

    def after_in_child() -> None:
        tie_to(forking[0])

    os.register_at_fork(before=before, after_in_child=after_in_child)
