"""Structured logs of every process: JSON for machines, coloured lines for people. Goes to standard error.

Not for: the audit log, which is evidence and lives in the database.
"""

import logging.config
from typing import Any

import structlog
from structlog.typing import Processor

# Local variables may be passwords, marks or keys: tracebacks name places, never values.
_TRACEBACKS = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
)

_SHARED: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
)


def configure(*, form: str, level: str) -> None:
    """Send structlog and the standard library's loggers one way. `form` is `json` or `console`."""
    logging.config.dictConfig(logging_config(form=form, level=level))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def logging_config(*, form: str, level: str) -> dict[str, Any]:
    """For `logging.config.dictConfig`; granian, which configures logging itself, is given the same."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    *_rendering(form),
                ],
                "foreign_pre_chain": list(_SHARED),
            }
        },
        "handlers": {
            "standard_error": {
                "class": "logging.StreamHandler",
                "formatter": "structured",
                "stream": "ext://sys.stderr",
            }
        },
        "root": {"handlers": ["standard_error"], "level": level.upper()},
        "loggers": {
            "_granian": {"propagate": True},
            "granian.access": {"propagate": True},
            "httpx": {"level": "WARNING"},
            "urllib3": {"level": "WARNING"},
        },
    }


def _rendering(form: str) -> list[Processor]:
    if form == "console":
        return [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    return [_TRACEBACKS, structlog.processors.JSONRenderer(ensure_ascii=False)]
