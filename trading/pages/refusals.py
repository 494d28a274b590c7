"""Several faults at once, each beside its field of the form."""

from __future__ import annotations

from core.errors import DomainError, Invalid
from trading.domain.faults import faults_in
from web.forms import FieldError, FormRefused


def beside_fields(error: DomainError) -> DomainError:
    """`error` as the form shows it; faults of one field stand together, those of none under the form."""
    if isinstance(error, FormRefused) or not isinstance(error, Invalid):
        return error
    by_field: dict[str, list[Invalid]] = {}
    for fault in faults_in(error):
        by_field.setdefault(fault.field or "form", []).append(fault)
    return FormRefused({field: _joined(faults) for field, faults in by_field.items()})


def _joined(faults: list[Invalid]) -> FieldError:
    return FieldError(
        message="；".join(dict.fromkeys(fault.message for fault in faults)),
        code=faults[0].code,
        article="；".join(dict.fromkeys(fault.article for fault in faults if fault.article)) or None,
    )
