#!/usr/bin/env bash
# flatten-tool 0.28.0 writes every text that Python's float() can read into an OpenDocument cell as a number. Lots
# numbered "001" and "1" (标段(包)编号 ends with three digits) come back from flatten and unflatten as ONE lot, with the type
# "string" in the schema as "1.0", without a schema as the number 1; a release id of digits alone comes back as
# "510116202600053.0"; and a unified social credit code whose only letter is an E (the alphabet has E,
# no S and no O) is read as an exponent, written as "inf", and makes unflatten raise ValueError on a file flatten made. The
# same releases through .xlsx keep all of them.
# An amount with fen goes the other way without a schema: 107000.53 comes back as text while 107000 stays a number.
# So: hand OCDS out as JSON or .xlsx, number lots with a prefix that is no number, and always give a schema.
#
# Seen (Python 3.11, x86-64; flattentool 0.28.0, odfpy 1.4.1, openpyxl 3.1.5):
#   xlsx release=510116202600053    lots=['001', '1'] amounts=[107000.53, 107000]
#   ods  release=510116202600053.0  lots=['1.0']      amounts=[107000.53, 107000]
#   xlsx without a schema: amounts=['107000.53', 107000]
#   buyer 91510100E300000017: xlsx the same, ods ValueError: invalid literal for int() with base 10: 'inf'
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check flattentool==0.28.0 odfpy==1.4.1 openpyxl==3.1.5
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PY'
import json
from pathlib import Path

import flattentool

RELEASE = {
    "ocid": "ocds-000000-1",
    "id": "510116202600053",
    "buyer": {"id": "91510100MA00000017"},
    "tender": {
        "id": "T-1",
        "value": {"amount": 107000.53},
        "minValue": {"amount": 107000},
        "lots": [{"id": "001"}, {"id": "1"}],
    },
}
TEXT, NUMBER = {"type": "string"}, {"type": "number"}
OF_VALUE = {"type": "object", "properties": {"amount": NUMBER}}
OF_LOT = {"type": "object", "properties": {"id": TEXT}}
SCHEMA = {
    "type": "object",
    "properties": {
        "ocid": TEXT,
        "id": TEXT,
        "buyer": {"type": "object", "properties": {"id": TEXT}},
        "tender": {
            "type": "object",
            "properties": {
                "id": TEXT,
                "value": OF_VALUE,
                "minValue": OF_VALUE,
                "lots": {"type": "array", "items": OF_LOT},
            },
        },
    },
}
Path("schema.json").write_text(json.dumps(SCHEMA))


def there_and_back(kind, schema, given=RELEASE):
    Path("in.json").write_text(json.dumps({"releases": [given]}))
    sheet = f"sheet.{kind}"
    flattentool.flatten(
        "in.json", output_name=sheet, output_format=kind, root_list_path="releases", main_sheet_name="releases",
        schema=schema,
    )
    flattentool.unflatten(
        sheet, input_format=kind, output_name="back.json", root_list_path="releases", schema=schema
    )
    release = json.loads(Path("back.json").read_text())["releases"][0]
    tender = release["tender"]
    seen = {
        "release": release["id"],
        "buyer": release["buyer"]["id"],
        "lots": [lot["id"] for lot in tender["lots"]],
        "amounts": [tender["value"]["amount"], tender["minValue"]["amount"]],
    }
    print(kind, "with" if schema else "without", "schema:", seen)
    return seen


xlsx, ods = there_and_back("xlsx", "schema.json"), there_and_back("ods", "schema.json")
assert xlsx == {
    "release": RELEASE["id"], "buyer": RELEASE["buyer"]["id"], "lots": ["001", "1"], "amounts": [107000.53, 107000]
}, xlsx
assert ods["release"] == "510116202600053.0", ods
assert ods["buyer"] == RELEASE["buyer"]["id"], ods
assert ods["lots"] == ["1.0"], ods
assert ods["amounts"] == xlsx["amounts"], ods
assert there_and_back("xlsx", "")["amounts"] == ["107000.53", 107000]

ONE_LETTER = {**RELEASE, "buyer": {"id": "91510100E300000017"}}
assert there_and_back("xlsx", "schema.json", ONE_LETTER)["buyer"] == "91510100E300000017"
try:
    there_and_back("ods", "schema.json", ONE_LETTER)
except ValueError as error:
    print("ods, a code with an E alone:", repr(error))
    assert "'inf'" in str(error), error
else:
    raise AssertionError("the code came back")
print("as stated")
PY
