"""What is done with a project until its notice, each act declared once; see `web.acts`."""

from __future__ import annotations

from trading.permissions import Permission
from trading.projects.forms import (
    BasicsForm,
    NewProjectForm,
    PanelForm,
    ReasonForm,
    ReasonsForm,
    SchemeForm,
    TimesForm,
)
from trading.projects.operations.accept_project import accept_project
from trading.projects.operations.draft_project import draft_project
from trading.projects.operations.edit_draft import edit_basics, edit_panel, edit_scheme, edit_times
from trading.projects.operations.keep_warnings import keep_warnings
from trading.projects.operations.return_project import return_project
from trading.projects.operations.submit_project import submit_project
from trading.projects.pages import acceptance, drafting
from trading.projects.queries.drafts import lot_numbered, project_named
from trading.projects.queries.refs import project_of_lot_ref, project_ref
from web.acts import Place

_API = "/api/projects/{no:str}"

NEW = Place(drafting.NEW, api="/api/projects", needs=Permission.PROJECT_DRAFT)
NEW.act("", draft_project, NewProjectForm, to="/desk/projects/{made.no}/basics")

BASICS = Place(
    drafting.BASICS, api=f"{_API}/basics", needs=Permission.PROJECT_DRAFT, keys=project_named, ref=project_ref
)
BASICS.act("", edit_basics, BasicsForm, to="/desk/projects/{no}/scheme")

SCHEME = Place(
    drafting.SCHEME,
    api=f"{_API}/lots/{{lot_no:int}}/scheme",
    needs=Permission.PROJECT_DRAFT,
    keys=lot_numbered,
    ref=project_of_lot_ref,
)
SCHEME.act("", edit_scheme, SchemeForm, to="/desk/projects/{no}/scheme?after={lot_no}")

PANEL = Place(
    drafting.PANEL, api=f"{_API}/panel", needs=Permission.PROJECT_DRAFT, keys=project_named, ref=project_ref
)
PANEL.act("", edit_panel, PanelForm, to="/desk/projects/{no}/times")

TIMES = Place(
    drafting.TIMES, api=f"{_API}/times", needs=Permission.PROJECT_DRAFT, keys=project_named, ref=project_ref
)
TIMES.act("", edit_times, TimesForm, to="/desk/projects/{no}/documents")

PREVIEW = Place(
    drafting.PREVIEW, api=_API, needs=Permission.PROJECT_SUBMIT, keys=project_named, ref=project_ref
)
PREVIEW.act("reasons", keep_warnings, ReasonsForm, to="/desk/projects/{no}/preview")
PREVIEW.act("submission", submit_project, to="/desk/projects/{no}?said=submitted")

ACCEPTANCE = Place(
    acceptance.ACCEPTANCE, api=_API, needs=Permission.PROJECT_ACCEPT, keys=project_named, ref=project_ref
)
ACCEPTANCE.act("accept", accept_project, to="/desk/projects/{no}?said=accepted")
ACCEPTANCE.act("return", return_project, ReasonForm, to="/desk/acceptance")
