"""The agency drafts a project step by step: basics, scheme, panel, times, preview and submission."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from core.errors import DomainError
from identity.actor import Actor
from trading.notices.queries.notice_texts import procurement_preview
from trading.permissions import Permission
from trading.projects import forms
from trading.projects.operations.draft_project import draft_project
from trading.projects.operations.edit_draft import edit_basics, edit_panel, edit_scheme, edit_times
from trading.projects.operations.submit_project import submit_project
from trading.projects.pages.draft_contexts import (
    basics_values,
    new_context,
    panel_context,
    panel_values,
    scheme_context,
    scheme_values,
    step_context,
    times_context,
    times_values,
)
from trading.projects.queries.desk import workspace
from trading.projects.queries.lots import lot_view
from web.forms import FormValues, parse_form, read_form, refused
from web.guards import requires
from web.pages import page
from web.responses import see_other


class DraftingPages(Controller):
    """Every step saves by itself and leads to the next."""

    path = "/desk/projects"
    guards = [requires(Permission.PROJECT_DRAFT)]  # noqa: RUF012 — Litestar's own form

    @get("/new")
    async def new_page(self, request: Request[Any, Any, Any]) -> Template:
        return page(request, "projects/project_new.html", **await new_context())

    @post("/new")
    async def new(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], now: NamedDependency[datetime]
    ) -> Template | Redirect:
        values = await read_form(request)
        try:
            form = parse_form(values, forms.NewProjectForm)
            lot = await draft_project(
                actor=actor,
                kind=form.kind,
                template_id=form.template_id or None,
                tenderer_id=form.tenderer_id,
                region=form.region,
                now=now,
            )
        except DomainError as error:
            return refused(
                request,
                "projects/project_new.html",
                values=values,
                error=error,
                **await new_context(),
            )
        return see_other(f"/desk/projects/{(await lot_view(lot.id)).project_no}/basics")

    @get("/{no:str}/basics")
    async def basics_page(
        self,
        request: Request[Any, Any, Any],
        no: FromPath[str],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> Template:
        work = await workspace(project_no=no, actor=actor, now=now)
        return page(
            request, "projects/basics.html", values=basics_values(work), **step_context(work, "basics")
        )

    @post("/{no:str}/basics")
    async def basics(
        self,
        request: Request[Any, Any, Any],
        no: FromPath[str],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> Template | Redirect:
        values = await read_form(request)
        work = await workspace(project_no=no, actor=actor, now=now)
        try:
            form = parse_form(values, forms.BasicsForm)
            await edit_basics(actor=actor, lot_id=work.lot.id, basics=form.basics(), now=now)
        except DomainError as error:
            return _again(request, "projects/basics.html", values, error, **step_context(work, "basics"))
        return see_other(f"/desk/projects/{no}/scheme")

    @get("/{no:str}/scheme")
    async def scheme_page(
        self,
        request: Request[Any, Any, Any],
        no: FromPath[str],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> Template:
        work = await workspace(project_no=no, actor=actor, now=now)
        return page(
            request,
            "projects/scheme.html",
            values=scheme_values(work),
            **scheme_context(work, rows=len(work.draft.scheme.criteria)),
        )

    @post("/{no:str}/scheme")
    async def scheme(
        self,
        request: Request[Any, Any, Any],
        no: FromPath[str],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> Template | Redirect:
        values = (await read_form(request)).closed_up("criteria", idle={"kind"})
        work = await workspace(project_no=no, actor=actor, now=now)
        try:
            form = parse_form(values, forms.SchemeForm)
            await edit_scheme(actor=actor, lot_id=work.lot.id, scheme=form.scheme(), now=now)
        except DomainError as error:
            rows = len(values.row_numbers("criteria"))
            return _again(request, "projects/scheme.html", values, error, **scheme_context(work, rows=rows))
        return see_other(f"/desk/projects/{no}/panel")

    @get("/{no:str}/panel")
    async def panel_page(
        self,
        request: Request[Any, Any, Any],
        no: FromPath[str],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> Template:
        work = await workspace(project_no=no, actor=actor, now=now)
        return page(request, "projects/panel.html", values=panel_values(work), **await panel_context(work))

    @post("/{no:str}/panel")
    async def panel(
        self,
        request: Request[Any, Any, Any],
        no: FromPath[str],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> Template | Redirect:
        values = await read_form(request)
        work = await workspace(project_no=no, actor=actor, now=now)
        try:
            form = parse_form(values, forms.PanelPageForm)
            await edit_panel(actor=actor, lot_id=work.lot.id, seats=form.seats(), now=now)
        except DomainError as error:
            return _again(request, "projects/panel.html", values, error, **await panel_context(work))
        return see_other(f"/desk/projects/{no}/times")

    @get("/{no:str}/times")
    async def times_page(
        self,
        request: Request[Any, Any, Any],
        no: FromPath[str],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> Template:
        work = await workspace(project_no=no, actor=actor, now=now)
        return page(request, "projects/times.html", values=times_values(work), **await times_context(work))

    @post("/{no:str}/times")
    async def times(
        self,
        request: Request[Any, Any, Any],
        no: FromPath[str],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> Template | Redirect:
        values = await read_form(request)
        work = await workspace(project_no=no, actor=actor, now=now)
        try:
            form = parse_form(values, forms.TimesForm)
            await edit_times(
                actor=actor,
                lot_id=work.lot.id,
                times=form.times(),
                opening_place=form.opening_place,
                day_off_reason=form.day_off_reason,
                now=now,
            )
        except DomainError as error:
            return _again(request, "projects/times.html", values, error, **await times_context(work))
        return see_other(f"/desk/projects/{no}/preview")

    @get("/{no:str}/preview")
    async def preview(
        self,
        request: Request[Any, Any, Any],
        no: FromPath[str],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> Template:
        """The notice as it will stand, beside the linter's findings."""
        work = await workspace(project_no=no, actor=actor, now=now)
        body = await procurement_preview(no)
        return page(request, "projects/preview.html", body=body, **step_context(work, "preview"))

    @post("/{no:str}/submission", guards=[requires(Permission.PROJECT_SUBMIT)])
    async def submit(
        self,
        request: Request[Any, Any, Any],
        no: FromPath[str],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> Template | Redirect:
        work = await workspace(project_no=no, actor=actor, now=now)
        try:
            await submit_project(actor=actor, lot_id=work.lot.id, now=now)
        except DomainError as error:
            body = await procurement_preview(no)
            return refused(
                request,
                "projects/preview.html",
                values=FormValues([]),
                error=error,
                body=body,
                **step_context(work, "preview"),
            )
        return see_other(f"/desk/projects/{no}?said=submitted")


def _again(
    request: Request[Any, Any, Any],
    template: str,
    values: FormValues,
    error: DomainError,
    **context: Any,
) -> Template:
    return refused(request, template, values=values, error=error, **context)
