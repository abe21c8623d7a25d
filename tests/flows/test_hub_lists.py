"""Hub lists through whole nights: remembered, asked about when old, written once."""

from datetime import timedelta

from mentorship.program_settings import Mode


HUB_FIELDS = ("hub_code", "hx_opp_since", "hx_opp_mark", "hx_opp_todo")


def test_old_lists_are_asked_about_and_a_second_run_writes_nothing(stage, first_night):
    next_day, year_ago = first_night + timedelta(days=1), first_night - timedelta(days=365)
    stage.night(first_night, Mode.REHEARSE)

    seen = hubs(stage)
    assert {row["hx_opp_since"] for row in seen.values()} == {str(first_night)}
    listed = [record for record, row in seen.items() if row["hx_opp_mark"] != "nothing"]
    old, edited, *_ = listed
    for record in (old, edited):  # as the nights of a year would have left it
        stage.enter(record, hx_opp_since=str(year_ago))
    stage.enter(edited, hub_opportunities="A new fellowship.")
    stage.night(next_day, Mode.REHEARSE)

    lived = hubs(stage)
    assert lived[old]["hx_opp_since"] == str(year_ago)
    assert lived[edited]["hx_opp_since"] == str(next_day)
    assert [record for record in listed if lived[record]["hx_opp_todo"]] == [old]
    digest = [mail for mail in stage.mails() if mail["X-Mentorship-Notice"] == "N24"][-1]
    assert "Scholarship opportunities" in digest.get_body(("html",)).get_content()
    assert stage.night(next_day, Mode.REHEARSE).rows_written == 0


def hubs(stage):
    """Some cells of the hubs, by record."""
    with stage.people as client:
        rows = client.export_rows(fields=HUB_FIELDS)
    return {row["record_id"]: row for row in rows if row["hub_code"]}
