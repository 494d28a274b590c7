"""The application's role cannot alter what must not be altered."""

from app.grants import statements


def test_usual_tables_are_read_and_written() -> None:
    assert 'GRANT SELECT, INSERT, UPDATE, DELETE ON "trading_lot" TO "app"' in statements(
        role="app", tables=["trading_lot"]
    )


def test_the_audit_log_is_only_added_to() -> None:
    entry, queue = statements(role="app", tables=["storage_audit_entry", "storage_audit_queue"])[2:4]
    assert entry == 'GRANT SELECT, INSERT ON "storage_audit_entry" TO "app"'
    assert queue.startswith("GRANT SELECT, INSERT (payload, ")
    assert "ticket" not in queue


def test_earlier_rights_are_taken_back_before_new_ones_are_given() -> None:
    given = statements(role="app", tables=["trading_lot"])
    assert given.index('REVOKE ALL ON ALL TABLES IN SCHEMA public FROM "app"') < next(
        place for place, statement in enumerate(given) if "trading_lot" in statement
    )


def test_a_role_with_a_quote_in_its_name_stays_a_name() -> None:
    assert 'TO "a""b"' in statements(role='a"b', tables=[])[0]
