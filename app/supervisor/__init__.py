"""`tianping up`: the whole platform as one group of processes on one machine.

Owns the order of starting and stopping, the restart of what died, and what the operator is told. Refuses to
know what the processes do. A site with its own PostgreSQL, Redis and S3 may run `tianping serve` and
`tianping worker` under its own supervisor instead.
"""

from app.supervisor.up import run_up

__all__ = ["run_up"]
