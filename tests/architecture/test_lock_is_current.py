"""What is installed is what `make lock` wrote, and that is what pyproject.toml asks for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

PROJECT = Path(__file__).resolve().parents[2]
ASKED = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
LOCKS = {
    "requirements.txt": ASKED["dependencies"],
    "requirements-dev.txt": [*ASKED["dependencies"], *ASKED["optional-dependencies"]["dev"]],
}
LINE = re.compile(
    r"^([a-z0-9.-]+)==([^ ]+)(?: ; [^\\]+)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE
)


def locked(name: str) -> dict[str, Version]:
    text = (PROJECT / name).read_text()
    found = {match[1]: Version(match[2]) for match in LINE.finditer(text)}
    rest = [line for line in LINE.sub("", text).splitlines() if line.strip() and not line.startswith("#")]
    assert rest == [], "a line without hashes, or one that names an index"
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_every_dependency_is_locked_to_a_release_it_allows(name: str) -> None:
    releases = locked(name)
    for text in LOCKS[name]:
        wanted = Requirement(text)
        assert canonicalize_name(wanted.name) in releases, f"{wanted.name}: run `make lock`"
        assert wanted.specifier.contains(releases[canonicalize_name(wanted.name)], prereleases=True), text


def test_tests_run_on_the_releases_that_are_served() -> None:
    served, tested = locked("requirements.txt"), locked("requirements-dev.txt")
    assert {name: tested[name] for name in served} == served


@pytest.mark.parametrize("python", ["3.11.0", "3.12.1", "3.13.0", "3.14.0"])
def test_these_pythons_are_served(python: str) -> None:
    assert Version(python) in SpecifierSet(ASKED["requires-python"])
