"""redcap_api.md 1.2, 1.5: background imports, and locks of records and instruments."""

from tests.sandbox.support import export_rows, import_rows, post, visit


def test_a_background_import_is_accepted_at_once_whatever_was_asked_back(sandbox):
    response = import_rows(
        sandbox, [{"record_id": "1"}], backgroundProcess="1", returnContent="ids"
    )

    assert response.json() == {"success": True}


def test_a_background_import_skips_bad_records_and_keeps_good_ones(sandbox):
    rows = [{"record_id": "1", "name": "A"}, {"record_id": "2", "sex": "X"}, visit("1", 1)]
    import_rows(sandbox, rows, backgroundProcess="1")

    assert [row["record_id"] for row in export_rows(sandbox)] == ["1", "1"]
    newest = post(sandbox, content="log", logtype="record").json()[0]
    assert newest["username"] == "SYSTEM (sandbox_admin)"
    assert newest["action"] == "Update record (import) 1"


def test_a_locked_instrument_takes_no_change_but_the_others_do(sandbox):
    import_rows(sandbox, [{"record_id": "1", "name": "A", "email": "a@example.edu"}])
    event = sandbox.project.structure.events[0].id
    sandbox.project.records.lock("1", locked=True, key=("1", event, "contact", 1))

    same = import_rows(sandbox, [{"record_id": "1", "name": "B", "email": "a@example.edu"}])
    changed = import_rows(sandbox, [{"record_id": "1", "email": "b@example.edu"}])

    assert (same.status_code, changed.status_code) == (200, 400)
    assert export_rows(sandbox)[0]["name"] == "B"


def test_an_unlocked_record_takes_values_again(sandbox):
    import_rows(sandbox, [{"record_id": "1", "name": "A"}])
    sandbox.project.records.lock("1", locked=True)
    assert import_rows(sandbox, [{"record_id": "1", "name": "B"}]).status_code == 400

    sandbox.project.records.lock("1", locked=False)

    assert import_rows(sandbox, [{"record_id": "1", "name": "B"}]).status_code == 200
