"""The memory of mail is lost: the run notices before anybody is told twice."""

import pytest

from flows.rebuild import rebuild_outbox
from mentorship.errors import OutboxLost


def lose_the_outbox(stage):
    for path in (stage.home / stage.slug).glob("outbox.sqlite*"):
        path.unlink()


def test_a_lost_outbox_stops_every_run_before_any_mail_and_redcap_forgets_nothing(
    announcing, announcement_night
):
    def memory():
        names = ("di_step", "di_last_on")
        return {r["di_key"]: [r.get(n) for n in names] for r in announcing.rows_of("due_item_auto")}

    before = memory()
    lose_the_outbox(announcing)

    for _ in range(2):
        with pytest.raises(OutboxLost) as caught:
            announcing.night(announcement_night)

    after = memory()
    assert caught.value.exit_code == 13
    assert announcing.mails() == []
    assert {key: after[key] for key in before} == before


def test_a_rebuilt_outbox_lets_the_next_night_send_and_tells_nobody_twice(
    announcing, announcement_night, undisturbed
):
    lose_the_outbox(announcing)
    with pytest.raises(OutboxLost):
        announcing.night(announcement_night)

    remembered = rebuild_outbox(announcing.slug, announcement_night)
    announcing.night(announcement_night)
    again = announcing.night(announcement_night)

    assert remembered > 0
    assert len(announcing.mails()) > 1
    assert set(announcing.message_ids()) <= set(undisturbed.message_ids)
    assert max(announcing.message_ids().values()) == 1
    assert (again.rows_written, again.mails_accepted) == (0, 0)


def test_rebuilding_twice_adds_nothing(announcing, announcement_night):
    lose_the_outbox(announcing)
    rebuild_outbox(announcing.slug, announcement_night)

    assert rebuild_outbox(announcing.slug, announcement_night) == 0
