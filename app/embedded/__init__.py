"""PostgreSQL, Valkey and an S3 server started from their wheels, for people who have none of their own.

Owns: finding the programs, their folders, ports and passwords below one data folder, starting and stopping
them as children. Refuses to know: what the platform stores in them. The rest of the platform sees only
addresses and cannot tell an embedded server from an external one.

    servers = start_servers(Path("/var/lib/tianping"))
    try: ...servers.database_url, servers.redis_url, servers.s3_endpoint...
    finally: servers.stop()
"""

from app.embedded.child import Child, Program
from app.embedded.errors import CannotStart
from app.embedded.folder import DataFolder, default_data_dir
from app.embedded.ports import Ports
from app.embedded.servers import ServerName, Servers, start_servers

__all__ = [
    "CannotStart",
    "Child",
    "DataFolder",
    "Ports",
    "Program",
    "ServerName",
    "Servers",
    "default_data_dir",
    "start_servers",
]
