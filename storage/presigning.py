"""An address to PUT one part to, good for exactly as many bytes as were announced (AWS Signature Version 4, query).

`content-length` is among the signed headers, which minio-py cannot say. SeaweedFS refuses another length (a test tries
it), and MinIO's verifier puts the request's own length in its place in the same way.
Not for: requests the platform sends itself; minio-py signs those.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import SplitResult, quote

_ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """The store's credentials."""

    access_key: str
    secret_key: str = field(repr=False)
    region: str

    def put_url(self, url: SplitResult, *, size: int, expires: timedelta, now: datetime) -> str:
        """`url` with a signature that holds for a PUT of `size` bytes until `expires` has passed."""
        at = now.astimezone(UTC)
        scope = f"{at:%Y%m%d}/{self.region}/s3/aws4_request"
        query = _query(
            url,
            {
                "X-Amz-Algorithm": _ALGORITHM,
                "X-Amz-Credential": f"{self.access_key}/{scope}",
                "X-Amz-Date": f"{at:%Y%m%dT%H%M%SZ}",
                "X-Amz-Expires": str(int(expires.total_seconds())),
                "X-Amz-SignedHeaders": "content-length;host",
            },
        )
        canonical = "\n".join(
            (
                "PUT",
                url.path,
                query,
                f"content-length:{size}\nhost:{url.netloc}\n",
                "content-length;host",
                "UNSIGNED-PAYLOAD",
            )
        )
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        told = f"{_ALGORITHM}\n{at:%Y%m%dT%H%M%SZ}\n{scope}\n{digest}"
        signature = hmac.new(self._key(f"{at:%Y%m%d}"), told.encode(), hashlib.sha256).hexdigest()
        return url._replace(query=f"{query}&X-Amz-Signature={signature}").geturl()

    def _key(self, day: str) -> bytes:
        key = f"AWS4{self.secret_key}".encode()
        for word in (day, self.region, "s3", "aws4_request"):
            key = hmac.new(key, word.encode(), hashlib.sha256).digest()
        return key


def _query(url: SplitResult, more: dict[str, str]) -> str:
    """The pairs in canonical order; those of `url` are encoded already."""
    pairs = url.query.split("&") if url.query else []
    pairs += [f"{name}={quote(value, safe='-_.~')}" for name, value in more.items()]
    return "&".join(sorted(pairs))
