"""What a lot is called, by number and by name. Said once, for pages, papers, letters, refusals and file names."""

from __future__ import annotations

from typing import Protocol

from trading.terms import Terms


class _Columns(Protocol):
    @property
    def project_no(self) -> str: ...
    @property
    def project_name(self) -> str: ...
    @property
    def lot_no(self) -> int: ...
    @property
    def lot_name(self) -> str: ...
    @property
    def lots(self) -> int: ...
    @property
    def terms(self) -> Terms: ...


class _Called(_Columns, Protocol):
    @property
    def lot_ref(self) -> str: ...
    @property
    def lot_label(self) -> str: ...


class NamedLot:
    """Mixed into what carries the columns of `queries.lots.NAMED_LOT`; `lots` is how many the project has.

    A project's only lot goes by the project's number and name.
    """

    __slots__ = ()

    @property
    def lot_ref(self: _Columns) -> str:
        """Its number for people (标段（包）编号): the project's, and a serial of three digits among several."""
        return self.project_no if self.lots == 1 else f"{self.project_no}-{self.lot_no:03d}"

    @property
    def lot_label(self: _Columns) -> str:
        """`第2包 名称`: which one it is among its project's."""
        return f"第{self.lot_no}{self.terms.counted} {self.lot_name}".rstrip()

    @property
    def lot_title(self: _Called) -> str:
        """Its name for people: `项目（第2包 名称）` where there are several."""
        return self.project_name if self.lots == 1 else f"{self.project_name}（{self.lot_label}）"

    @property
    def lot_note(self: _Called) -> str:
        """What stands under its title: its number, and which lot it is where the title does not say so."""
        return f"{self.lot_ref} {self.lot_label}" if self.lots == 1 else self.lot_ref

    @property
    def lot_page(self: _Columns) -> str:
        """Where the public reads its life: on its project's page where it is the only one."""
        return f"/projects/{self.project_no}" + (f"/lots/{self.lot_no}" if self.lots > 1 else "")

    @property
    def lot_facts(self: _Called) -> list[tuple[str, str]]:
        """Its project and itself as a paper names them, line by line."""
        numbered = [(f"{self.terms.lot}编号", self.lot_ref)] if self.lots > 1 else []
        project = [("项目编号", self.project_no), ("项目名称", self.project_name)]
        return [*project, *numbered, (self.terms.lot, self.lot_label)]
