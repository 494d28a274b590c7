"""What the application's role may do in the database: the third ring of permission, under guards and checks.

A flaw in the application can then neither alter the audit log nor the schema.
"""

from collections.abc import Iterable

# Most tables are read and written. The exceptions, views among them, by name; triggers hold the same against the owner.
_EXCEPTIONS = {
    "migration": "SELECT",
    "storage_audit_entry": "SELECT, INSERT",
    # Tickets are the sequence's alone to give: no copy of a waiting entry comes before it or under its ticket.
    "storage_audit_queue": "SELECT, INSERT (payload, leaf_hash, tag, subject, digests, public, at, voucher)",
    "storage_audit_turn": "SELECT, UPDATE",  # to lock it
    "storage_audit_disclosure": "SELECT, INSERT",
    "storage_published_text": "SELECT, INSERT",
    "storage_given_file": "SELECT, INSERT",
    "storage_instance": "SELECT",
    "storage_clock": "SELECT, UPDATE",
    "trading_issued_document": "SELECT, INSERT",
    "bidding_room_receipt": "SELECT, INSERT",
    "bidding_room_opened_bid": "SELECT, INSERT",
    "expert_pool_called": "SELECT",
    "expert_pool_sent": "SELECT",
    "evaluation_member": "SELECT",
    "evaluation_compliance_finding": "SELECT, INSERT",
    "evaluation_score_lock": "SELECT, INSERT",
    "evaluation_score_change": "SELECT, INSERT",
    "evaluation_result": "SELECT, INSERT",
    "evaluation_report": "SELECT, INSERT",
    "evaluation_signature": "SELECT, INSERT",
    "evaluation_log_entry": "SELECT, INSERT",
}
_USUAL = "SELECT, INSERT, UPDATE, DELETE"


def statements(*, role: str, tables: Iterable[str]) -> list[str]:
    """SQL giving `role` exactly its rights on `tables`; running it again changes nothing."""
    quoted = _quote(role)
    return [
        f"GRANT USAGE ON SCHEMA public TO {quoted}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {quoted}",
        *(f"GRANT {_EXCEPTIONS.get(table, _USUAL)} ON {_quote(table)} TO {quoted}" for table in tables),
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {quoted}",
    ]


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
