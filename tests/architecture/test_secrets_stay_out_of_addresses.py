"""A form with a password or passphrase never becomes an address, not even while its script has yet to load."""

from __future__ import annotations

import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
FORM = re.compile(r"<form\b(?P<tag>[^>]*)>(?P<inside>.*?)</form>", re.DOTALL)
SAFE = re.compile(r'method="(post|dialog)"', re.IGNORECASE)


def templates() -> list[Path]:
    return [path for path in PROJECT.glob("*/**/templates/**/*.html") if ".venv" not in path.parts]


def test_forms_with_secrets_are_posted_or_stay_in_the_browser() -> None:
    with_secrets = [
        (path, form)
        for path in templates()
        for form in FORM.finditer(path.read_text(encoding="utf-8"))
        if 'type="password"' in form["inside"]
    ]
    assert len(with_secrets) >= 7, "the search finds the forms it is about"
    assert [
        f"{path.relative_to(PROJECT)}: <form{form['tag']}>"
        for path, form in with_secrets
        if not SAFE.search(form["tag"])
    ] == []
