"""The object store: bytes by key over S3, off the event loop.

Keys are the caller's; what is stored under them is already sealed where it must be. Not for: knowing
what an object means, nor for carrying bid bytes — browsers put those straight to the store by presigned URL.
"""

# ruff: noqa: SLF001 - minio-py has the multipart steps that presigned parts need only as private methods

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from minio import Minio
from minio.datatypes import Part as MinioPart
from minio.error import S3Error

from storage.held import Held
from storage.presigning import Signer

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse

T = TypeVar("T")

_THREADS = 8
_MISSING = frozenset({"NoSuchKey", "NoSuchObject", "NoSuchBucket"})


class ObjectMissing(Exception):
    """There is no object under this key."""


class UploadMissing(Exception):
    """There is no such multipart upload: never begun, completed or aborted."""


@dataclass(frozen=True, slots=True)
class Part:
    """One uploaded part of a multipart upload; `number` from 1, `size` in bytes, `etag` unquoted."""

    number: int
    size: int
    etag: str


@dataclass(frozen=True, kw_only=True)
class ObjectStore:
    """One bucket. `public_endpoint` is the address browsers reach, when it differs from `endpoint`."""

    endpoint: str
    access_key: str
    secret_key: str = field(repr=False)
    bucket: str
    region: str = "us-east-1"
    public_endpoint: str | None = None

    # ---- objects

    async def put(self, key: str, data: bytes, content_type: str = "application/octet-stream") -> None:
        """Store `data`, replacing what was there."""
        await self._run(
            self._client.put_object, self.bucket, key, io.BytesIO(data), len(data), content_type=content_type
        )

    async def get(self, key: str) -> bytes:
        """The whole object. Raises `ObjectMissing`."""
        return await self._run(self._read, key, 0, 0)

    async def get_range(self, key: str, start: int, length: int) -> bytes:
        """`length` bytes from `start`, fewer at the object's end. Raises `ObjectMissing`."""
        if length <= 0:
            return b""
        return await self._run(self._read, key, start, length)

    async def size(self, key: str) -> int:
        """Bytes under `key`. Raises `ObjectMissing`."""
        found = await self._run(self._client.stat_object, self.bucket, key)
        return int(found.size or 0)

    async def exists(self, key: str) -> bool:
        try:
            await self.size(key)
        except ObjectMissing:
            return False
        return True

    async def remove(self, key: str) -> None:
        """Remove the object; nothing happens when there is none."""
        await self._run(self._client.remove_object, self.bucket, key)

    async def keys(self, prefix: str) -> list[str]:
        """The keys that start with `prefix`."""

        def listed() -> list[str]:
            found = self._client.list_objects(self.bucket, prefix=prefix, recursive=True)
            return [str(item.object_name) for item in found]

        return await self._run(listed)

    # ---- multipart uploads whose parts are put by presigned URL

    async def create_multipart(self, key: str, content_type: str = "application/octet-stream") -> str:
        """Begin an upload to `key`; returns its id."""
        return await self._run(
            self._client._create_multipart_upload, self.bucket, key, {"Content-Type": content_type}
        )

    async def presign_part(
        self, key: str, upload_id: str, number: int, expires: timedelta, *, size: int
    ) -> str:
        """A URL that lets its holder PUT part `number` (from 1) of exactly `size` bytes until `expires` has passed."""
        url = self._public_client._base_url.build(
            method="PUT",
            region=self.region,
            bucket_name=self.bucket,
            object_name=key,
            query_params={"partNumber": str(number), "uploadId": upload_id},
        )
        signer = Signer(access_key=self.access_key, secret_key=self.secret_key, region=self.region)
        return signer.put_url(url, size=size, expires=expires, now=datetime.now(UTC))

    async def uploaded_bytes(self, key: str, upload_id: str) -> int:
        """What the store holds of an upload, parts sent again counted each time. Raises `UploadMissing`."""
        parts = await self._run(self._stored_parts, key, upload_id)
        return sum(part.size or 0 for part in parts)

    async def list_parts(self, key: str, upload_id: str) -> list[Part]:
        """The parts the store holds, by number; of a part put several times, the newest.

        SeaweedFS keeps every version and dates them to the second: of two put within one second, which is
        the newer cannot be told. `complete_multipart` goes by the ETag (the part's MD5). Raises `UploadMissing`.
        """
        return await self._run(self._all_parts, key, upload_id)

    async def complete_multipart(self, key: str, upload_id: str, parts: Iterable[Part]) -> None:
        """Join the parts into the object. Raises `UploadMissing`."""
        joined = [MinioPart(part.number, part.etag) for part in sorted(parts, key=lambda part: part.number)]
        await self._run(self._client._complete_multipart_upload, self.bucket, key, upload_id, joined)

    async def abort_multipart(self, key: str, upload_id: str) -> None:
        """Drop the upload and its parts; nothing happens when there is none."""
        try:
            await self._run(self._client._abort_multipart_upload, self.bucket, key, upload_id)
        except UploadMissing:
            return

    # ---- the bucket

    async def ensure_bucket(self) -> None:
        """Make the bucket unless it is there."""
        if not await self._run(self._client.bucket_exists, self.bucket):
            await self._run(self._client.make_bucket, self.bucket)

    # ---- inside

    @cached_property
    def _client(self) -> Minio:
        return self._minio(self.endpoint)

    @cached_property
    def _public_client(self) -> Minio:
        return self._minio(self.public_endpoint or self.endpoint)

    def _minio(self, endpoint: str) -> Minio:
        address = urlsplit(endpoint if "://" in endpoint else f"http://{endpoint}")
        return Minio(
            address.netloc,
            access_key=self.access_key,
            secret_key=self.secret_key,
            secure=address.scheme == "https",
            region=self.region,
        )

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(_THREADS, thread_name_prefix="object-store")

    async def _run(self, call: Callable[..., T], *values: object, **named: object) -> T:
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._threads, partial(call, *values, **named))
        except S3Error as error:
            if error.code in _MISSING:
                raise ObjectMissing(error.object_name) from None
            if error.code == "NoSuchUpload":
                raise UploadMissing(error.object_name) from None
            raise

    def _open(self, key: str, start: int, length: int) -> BaseHTTPResponse:
        return self._client.get_object(self.bucket, key, offset=start, length=length)

    def _read(self, key: str, start: int, length: int) -> bytes:
        with closing(self._open(key, start, length)) as response:
            data = response.read()
            response.release_conn()
            return data

    def _all_parts(self, key: str, upload_id: str) -> list[Part]:
        newest: dict[int, MinioPart] = {}
        for part in self._stored_parts(key, upload_id):
            newest[part.part_number] = max(newest.get(part.part_number, part), part, key=_put_at)
        return [Part(number, part.size or 0, part.etag) for number, part in sorted(newest.items())]

    def _stored_parts(self, key: str, upload_id: str) -> list[MinioPart]:
        found: list[MinioPart] = []
        marker: str | None = None
        while True:
            page = self._client._list_parts(self.bucket, key, upload_id, part_number_marker=marker)
            found += page.parts
            marker = page.next_part_number_marker
            if not (page.is_truncated and marker):
                return found


def _put_at(part: MinioPart) -> datetime:
    return part.last_modified or datetime.min.replace(tzinfo=UTC)


#: The process's store.
store = Held[ObjectStore](__name__)
use = store.use
