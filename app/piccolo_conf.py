"""Piccolo's engine and list of packages. Found through PICCOLO_CONF=app.piccolo_conf.

The application connects with its limited role; what changes the schema connects as the owner: `app/migrate.py`,
which sets DATABASE_ROLE=owner, and Piccolo's command line.
"""

import os
import sys
from pathlib import Path

from piccolo.conf.apps import AppRegistry

from app.settings import Settings
from storage.database import Engine


def _database_url() -> str:
    settings = Settings.from_environment()
    as_owner = os.environ.get("DATABASE_ROLE") == "owner" or Path(sys.argv[0]).name == "piccolo"
    return settings.owner_database_url if as_owner else settings.database_url


DB = Engine(config={"dsn": _database_url()}, extensions=())

APP_REGISTRY = AppRegistry(
    apps=[
        "storage.piccolo_app",
        "identity.piccolo_app",
        "trading.piccolo_app",
        "expert_pool.piccolo_app",
        "bidding_room.piccolo_app",
        "evaluation.piccolo_app",
    ]
)
