"""The memory of mail is lost: the run notices before anybody is told twice."""

import pytest

from flows.rebuild import rebuild_outbox
from mentorship.errors import OutboxLost
from tests.support.stage import differences


def lose_the_outbox(stage):
    for path in (stage.home / stage.slug).glob("outbox.sqlite*"):
        path.unlink()


def test_a_lost_outbox_stops_the_run_before_any_mail(announcing, announcement_night):
    lose_the_outbox(announcing)

    with pytest.raises(OutboxLost) as caught:
        announcing.night(announcement_night)

    assert caught.value.exit_code == 13
    assert announcing.mails() == []


def test_what_redcap_remembers_survives_a_run_with_a_lost_outbox(announcing, announcement_night):
    def memory():
        names = ("di_step", "di_last_on")
        return {r["di_key"]: [r.get(n) for n in names] for r in announcing.rows_of("due_item_auto")}

    before = memory()
    lose_the_outbox(announcing)

    for _ in range(2):
        with pytest.raises(OutboxLost):
            announcing.night(announcement_night)

    after = memory()
    assert {key: after[key] for key in before} == before
    assert announcing.mails() == []


def test_a_rebuilt_outbox_lets_the_next_night_send_and_tells_nobody_twice(
    announcing, announcement_night, undisturbed
):
    lose_the_outbox(announcing)
    with pytest.raises(OutboxLost):
        announcing.night(announcement_night)

    remembered = rebuild_outbox(announcing.slug, announcement_night)
    announcing.night(announcement_night)

    assert remembered > 0
    assert len(announcing.mails()) > 1
    assert set(announcing.message_ids()) <= set(undisturbed.message_ids)
    assert max(announcing.message_ids().values()) == 1


def test_rebuilding_twice_adds_nothing(announcing, announcement_night):
    lose_the_outbox(announcing)
    rebuild_outbox(announcing.slug, announcement_night)

    assert rebuild_outbox(announcing.slug, announcement_night) == 0


def test_a_night_after_the_rebuilt_one_is_as_quiet_as_ever(announcing, announcement_night):
    lose_the_outbox(announcing)
    rebuild_outbox(announcing.slug, announcement_night)
    announcing.night(announcement_night)
    content = announcing.content()

    again = announcing.night(announcement_night)

    assert (again.rows_written, again.mails_accepted) == (0, 0)
    assert differences(announcing.content(), content) == {}
