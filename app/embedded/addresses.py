"""Addresses of the embedded servers, as other processes need them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from app.embedded.folder import Credentials, DataFolder
from app.embedded.ports import Ports

DATABASE = "tianping"
OWNER = "tianping_owner"
APP = "tianping_app"
BUCKET = "tianping"


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Where the servers answer, with passwords. Not to be logged."""

    database_url: str
    owner_database_url: str
    redis_url: str
    s3_endpoint: str
    s3_access_key: str
    s3_secret_key: str
    s3_bucket: str

    @classmethod
    def of(cls, credentials: Credentials, ports: Ports) -> Self:
        server = f"127.0.0.1:{ports.postgresql}/{DATABASE}"
        return cls(
            database_url=f"postgresql://{APP}:{credentials.app_password}@{server}",
            owner_database_url=f"postgresql://{OWNER}:{credentials.owner_password}@{server}",
            redis_url=f"redis://:{credentials.redis_password}@127.0.0.1:{ports.valkey}/0",
            s3_endpoint=f"127.0.0.1:{ports.s3}",
            s3_access_key=credentials.s3_access_key,
            s3_secret_key=credentials.s3_secret_key,
            s3_bucket=BUCKET,
        )


def known_addresses(data_dir: Path) -> Addresses | None:
    """Those of the folder's last start, whether or not the servers run now; None if they never did."""
    known = DataFolder(data_dir).known()
    return None if known is None else Addresses.of(*known)
