"""`tianping` says what it can do, and answers with exit codes a script can use."""

import json
import logging
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
import structlog
from click.testing import CliRunner

from app import logs
from app.cli import COMMANDS, tianping
from core.ids import new_id
from trading.kinds import KINDS
from trading.projects.domain.draft import Draft
from trading.projects.templates_of_projects import project_templates

EVIDENCE = (["log", "verify"], ["receipt", "verify"], ["draw", "verify"], ["score"])


def test_help_lists_every_command_with_a_sentence() -> None:
    said = CliRunner().invoke(tianping, ["--help"]).output
    for command in COMMANDS:
        assert command.name
        assert command.name in said
        assert (command.help or "").strip()


@pytest.mark.parametrize("command", EVIDENCE, ids=" ".join)
def test_what_is_no_evidence_does_not_hold(command: list[str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text('{"no": "evidence"}')
    result = CliRunner().invoke(tianping, [*command, str(tmp_path / "file")])
    assert result.exit_code == 1, result.output
    assert result.output.strip()


@pytest.mark.parametrize("command", EVIDENCE, ids=" ".join)
def test_an_absent_file_is_a_misuse(command: list[str], tmp_path: Path) -> None:
    assert CliRunner().invoke(tianping, [*command, str(tmp_path / "absent")]).exit_code == 2


def test_a_key_that_is_none_is_a_misuse(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = CliRunner().invoke(tianping, ["log", "verify", str(tmp_path / "file"), "--key", "abc"])
    assert result.exit_code == 2


def test_settings_check_shows_no_secret_and_names_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app:geheim@db/tianping")
    monkeypatch.setenv("PORT", "eighty")
    result = CliRunner().invoke(tianping, ["settings", "check"])
    assert result.exit_code == 2
    assert "PORT is 'eighty'" in result.output
    assert "geheim" not in result.output


def test_logs_are_one_json_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    before = logging.root.handlers[:]
    try:
        logs.configure(form="json", level="info")
        structlog.get_logger("ours").info("notice.published", lot="包1")
        logging.getLogger("theirs").warning("slow %s", "query")
    finally:
        logging.root.handlers[:] = before
        structlog.reset_defaults()
    ours, theirs = map(json.loads, capsys.readouterr().err.strip().splitlines())
    assert (ours["event"], ours["lot"], ours["level"]) == ("notice.published", "包1", "info")
    assert (theirs["event"], theirs["logger"]) == ("slow query", "theirs")


def test_the_rule_book_of_a_day_is_printed() -> None:
    result = CliRunner().invoke(tianping, ["rules", "list", "--day", "2017-09-30"])
    assert result.exit_code == 0, result.output
    assert "TG05" in result.output
    assert "TG02" not in result.output
    land = CliRunner().invoke(tianping, ["rules", "list", "--kind", "land_listing", "--day", "2026-11-29"])
    assert "TL01" in land.output


def test_the_rule_book_of_no_kind_is_a_misuse() -> None:
    result = CliRunner().invoke(tianping, ["rules", "list", "--kind", "lottery"])
    assert result.exit_code == 2
    assert "land_listing" in result.output


def draft_file(folder: Path, **own: object) -> Path:
    """A draft as the platform tells it over JSON, from a template."""
    kind, template = KINDS["procurement"], project_templates()["school-kitchen-equipment"]
    basics = replace(template.basics, particulars=msgspec.structs.replace(template.basics.particulars, **own))
    draft = Draft(
        project_id=new_id(),
        project_no="422826-2026-00001",
        kind=kind.code,
        basics=basics,
        schemes=(template.scheme.numbered(tuple(new_id() for _ in template.scheme.criteria)),),
        seats=(),
        panel_threshold=2,
        times=None,
        opening_place="",
        day_off_reason="",
    )
    path = folder / "draft.json"
    path.write_bytes(msgspec.json.encode({"draft": draft}))
    return path


def test_a_draft_in_a_file_is_linted_by_the_law_of_a_day(tmp_path: Path) -> None:
    path = draft_file(tmp_path, standardised=True, payment_days=90)
    result = CliRunner().invoke(tianping, ["rules", "check", "--file", str(path), "--day", "2026-11-29"])
    assert result.exit_code == 1, result.output
    assert {"G01", "TG29-most", "O02"} <= set(result.output.split())
    early = CliRunner().invoke(tianping, ["rules", "check", "--file", str(path), "--day", "2025-05-31"])
    assert "G01" in early.output
    assert "TG29" not in early.output


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"kind": "lottery"}', '{"draft": {"kind": "procurement"}}']
)
def test_what_is_no_draft_is_a_misuse(text: str, tmp_path: Path) -> None:
    (tmp_path / "draft.json").write_text(text)
    result = CliRunner().invoke(tianping, ["rules", "check", "--file", str(tmp_path / "draft.json")])
    assert result.exit_code == 2, result.output


def test_a_check_is_of_a_project_or_of_a_file(tmp_path: Path) -> None:
    assert CliRunner().invoke(tianping, ["rules", "check"]).exit_code == 2
    both = ["rules", "check", "422826-2026-00001", "--file", str(draft_file(tmp_path))]
    assert CliRunner().invoke(tianping, both).exit_code == 2
