#!/usr/bin/env bash
# segno 1.6.6 picks the character set of a QR code from the words themselves. A title whose characters all happen to
# exist in Shift-JIS (成交公告, 中止公告, 更正公告, 天平, 桂林市) becomes a kanji-mode code, a number followed by such a
# word becomes Shift-JIS bytes without a mark saying so, and a title with one simplified-only character (中标通知书)
# becomes UTF-8. Two notices of one series so differ in how their codes read: OpenCV 5.0.0's reader raises
# UnicodeDecodeError on the first sort and returns wrong characters for the second; zxing-cpp reads all of them.
# With encoding="utf-8" every code is read by both. So: put only ASCII (a verification address) into a code, or say
# the encoding.
#
# Seen (Python 3.11, x86-64; segno 1.6.6, zxing-cpp 3.1.1, opencv-python-headless 5.0.0.93):
#   中标通知书            byte   zxing same   opencv same
#   采购公告              byte   zxing same   opencv same
#   成交公告              kanji  zxing same   opencv UnicodeDecodeError
#   更正公告              kanji  zxing same   opencv UnicodeDecodeError
#   桂林市                kanji  zxing same   opencv UnicodeDecodeError
#   ZB-2026-0001 中標     byte   zxing -      opencv other text
#   with encoding="utf-8": byte, opencv same, for all of them
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    segno==1.6.6 zxing-cpp==3.1.1 opencv-python-headless==5.0.0.93 pillow
"$folder/venv/bin/python" - <<'PY'
import io

import cv2
import numpy
import segno
import zxingcpp
from PIL import Image

SIMPLIFIED, SHARED, MIXED = ("中标通知书", "采购公告"), ("成交公告", "更正公告", "桂林市"), "ZB-2026-0001 中標"


def picture(code):
    file = io.BytesIO()
    code.save(file, kind="png", scale=8)
    return Image.open(file).convert("L")


def by_opencv(image):
    try:
        return cv2.QRCodeDetector().detectAndDecode(numpy.array(image))[0]
    except UnicodeDecodeError:
        return UnicodeDecodeError


def looked_at(text, **options):
    code = segno.make(text, micro=False, **options)
    image = picture(code)
    return code.mode, zxingcpp.read_barcodes(image)[0].text, by_opencv(image)


for text in SIMPLIFIED:
    assert looked_at(text) == ("byte", text, text), text
for text in SHARED:
    assert looked_at(text) == ("kanji", text, UnicodeDecodeError), text
mode, _, read = looked_at(MIXED)
assert mode == "byte" and read.startswith("ZB-2026-0001 ") and read != MIXED, read
for text in (*SIMPLIFIED, *SHARED, MIXED):
    mode, _, read = looked_at(text, encoding="utf-8")
    assert (mode, read) == ("byte", text), text
print("as described: the words of a title decide how its code is encoded, and who can read it")
PY
