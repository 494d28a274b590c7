"""The one place where refusals become answers: RFC 9457 problem documents, or a page for people.

A refusal says what, why (with the article) and what to do. Anything that is not a refusal is a bug: 500 with an
incident id that stands in the log beside the traceback. Request bodies never reach the log.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeAlias
from urllib.parse import quote

import msgspec
import structlog
from litestar import Response
from litestar.enums import ParamType
from litestar.exceptions import HTTPException, NotFoundException, ValidationException
from litestar.response import Redirect, Template

from core.errors import DomainError
from web.form_fields import FieldError, field_message
from web.forms import errors_by_field, headers_of
from web.guards import NewPasswordNeeded
from web.kept_forms import page_of
from web.outages import RETRY_AFTER_SECONDS, is_outage
from web.pages import page
from web.visitor import HttpRequest

Handler: TypeAlias = Callable[[HttpRequest, Any], Response[Any]]

PROBLEM = "application/problem+json"
_log = structlog.get_logger("web")

# What the framework refuses by itself, in words: status → (code, what, what to do).
_REFUSALS: dict[int, tuple[str, str, str]] = {
    400: ("request-unreadable", "请求无法识别", "请返回上一页重试。"),
    401: ("sign-in-needed", "请先登录", "登录后将回到您要办理的页面。"),
    403: (
        "form-expired",
        "页面已过期或来源不明，本次提交未受理",
        "请刷新页面后重新提交。",
    ),
    404: ("not-found", "没有这个页面", "请检查网址，或从首页重新查找。"),
    405: ("method-not-allowed", "此地址不支持这种操作", "请从页面上的按钮办理。"),
    408: ("body-too-slow", "提交的内容未能在规定时间内传完", "请检查网络后重新提交。"),
    413: ("request-too-large", "提交的内容过大", "请减小内容后重试；密封文件请在递交页面上传。"),
    415: ("media-type-unknown", "不支持的内容格式", "请使用页面提供的表单，或提交 JSON。"),
    429: ("too-many-requests", "操作过于频繁", "请稍候一分钟再试。"),
    503: ("not-ready", "服务暂不可用", "请稍后再试。"),
}
_EXPIRED = (
    "请回到原页面（需要时先登录），核对后重新提交：在本窗口填写的内容会自动恢复，密码和文件须重新填写、选择；"
    "未恢复的，可用浏览器的“后退”找回。"
)
_WHAT_TO_DO = {
    403: "如您认为应有权限，请联系本单位管理员或交易中心。",
    404: "请检查网址，或从首页重新查找。",
    409: "事项状态可能已变化，请刷新页面查看最新状态。",
    422: "请返回更正后重新提交。",
    429: "请稍候再试。",
    503: "请稍候再试。",
}


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A problem document. `code` is stable and public; `errors` maps fields to what is wrong with them."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    instance: str
    todo: str | None = None
    field: str | None = None
    article: str | None = None
    facts: dict[str, str | int] = {}
    errors: dict[str, FieldError] = {}
    incident: str | None = None


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """A refusal as a page; `back` is the form that was posted."""

    problem: Problem
    back: str | None


def exception_handlers() -> dict[int | type[Exception], Handler]:
    """For the application's `exception_handlers`."""
    return {
        NewPasswordNeeded: _to_account,
        DomainError: _refuse,
        ValidationException: _refuse_input,
        HTTPException: _refuse_http,
        Exception: _fail,
    }


def wants_json(request: HttpRequest) -> bool:
    """Programs: everything under /api/, and whoever accepts JSON but not HTML."""
    accept = request.headers.get("accept", "")
    return request.url.path.startswith("/api/") or ("json" in accept and "text/html" not in accept)


def _refuse(request: HttpRequest, error: DomainError) -> Response[Any]:
    problem = _problem(
        request,
        status=error.status,
        code=error.code,
        detail=error.message,
        todo=_WHAT_TO_DO.get(error.status),
    )
    problem = msgspec.structs.replace(
        problem, field=error.field, article=error.article, facts=error.facts, errors=errors_by_field(error)
    )
    return _answer(request, problem, headers=headers_of(error))


def _refuse_input(request: HttpRequest, error: ValidationException) -> Response[Any]:
    """What was sent cannot be read; an address with a number that nothing can have is simply none."""
    if isinstance(error.extra, list) and any(_is_of_address(item) for item in error.extra):
        return _refuse_http(request, NotFoundException())
    problem = _problem(
        request, status=422, code="input-invalid", detail="提交的内容有误", todo=_WHAT_TO_DO[422]
    )
    return _answer(request, msgspec.structs.replace(problem, errors=_errors_of(error.extra)))


def _refuse_http(request: HttpRequest, error: HTTPException) -> Response[Any]:
    if error.status_code >= 500 and error.status_code != 503:
        return _fail(request, error)
    if error.status_code == 401 and not wants_json(request):
        return _to_sign_in(request, error)
    code, what, todo = _REFUSALS.get(error.status_code, _REFUSALS[400])
    back = _form_page(request) if error.status_code == 403 else None
    todo = _EXPIRED if back else todo
    problem = _problem(request, status=error.status_code, code=code, detail=what, todo=todo)
    return _answer(request, problem, headers=error.headers, back=back)


def _form_page(request: HttpRequest) -> str | None:
    """The page of this site on which a person's form stands: there the browser has what was typed."""
    return page_of(request) if request.method == "POST" and not wants_json(request) else None


def _fail(request: HttpRequest, error: Exception) -> Response[Any]:
    if is_outage(error):
        return _unavailable(request, error)
    incident = secrets.token_hex(6)
    _log.error("incident", incident=incident, method=request.method, path=request.url.path, exc_info=error)
    problem = _problem(
        request,
        status=500,
        code="incident",
        detail="系统出现故障，本次操作未完成",
        todo=f"请稍后重试；如仍不成功，请将事件编号 {incident} 告知技术支持。",
    )
    return _answer(request, msgspec.structs.replace(problem, incident=incident))


def _unavailable(request: HttpRequest, error: Exception) -> Response[Any]:
    """A server is away or a disk is full: whoever keeps the platform knows by `/readyz`; nobody need report it."""
    _log.warning("outage", method=request.method, path=request.url.path, error=type(error).__qualname__)
    problem = _problem(
        request,
        status=503,
        code="not-ready",
        detail="服务暂不可用，本次操作未能确认完成",
        todo="请稍后刷新页面，查看办理结果后再试。",
    )
    return _answer(request, problem, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})


def _problem(request: HttpRequest, *, status: int, code: str, detail: str, todo: str | None) -> Problem:
    return Problem(
        type=f"urn:tianping:problem:{code}",
        title=HTTPStatus(status).phrase,
        status=status,
        code=code,
        detail=detail,
        instance=request.url.path,
        todo=todo,
    )


def _answer(
    request: HttpRequest,
    problem: Problem,
    *,
    headers: Mapping[str, str] | None = None,
    back: str | None = None,
) -> Response[Any]:
    if wants_json(request):
        content = msgspec.json.encode(problem)
        return Response(content, status_code=problem.status, media_type=PROBLEM, headers=headers)
    answer: Template = page(
        request, "web/refusal.html", Refused(problem=problem, back=back), status=problem.status
    )
    answer.headers.update(headers or {})
    return answer


def _to_sign_in(request: HttpRequest, error: HTTPException) -> Response[Any]:
    """A page behind the door: sign in first, then come back, also to a form that was kept."""
    query = f"?{request.url.query}" if request.url.query else ""
    back = f"{request.url.path}{query}" if request.method == "GET" else "/desk"
    if isinstance(error.extra, dict):
        back = error.extra["back"]
    return Redirect(
        path=f"/sign-in?next={quote(back, safe='')}", status_code=303, headers=dict(error.headers or {})
    )


def _to_account(request: HttpRequest, error: DomainError) -> Response[Any]:
    """Who holds a one-time password changes it first."""
    return (
        _refuse(request, error)
        if wants_json(request)
        else Redirect(path="/account#password", status_code=303)
    )


def _is_of_address(item: object) -> bool:
    return isinstance(item, dict) and item.get("source") == ParamType.PATH


def _errors_of(extra: Any) -> dict[str, FieldError]:
    if not isinstance(extra, list):
        return {}
    return {
        str(item.get("key", "body")): FieldError(
            message=field_message(str(item.get("message", ""))), code="field-unreadable"
        )
        for item in extra
        if isinstance(item, dict)
    }
