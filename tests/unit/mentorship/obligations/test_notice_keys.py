import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mentorship.obligations.notice_keys import NoticeKey
from tests.support.laws import tried


@tried(60)
@given(item=st.text(max_size=20), person=st.text(max_size=8).filter(lambda p: "|N" not in p))
@example(item="PREF-10|42-AY|2026", person="10|42")
@example(item="A|N13|1|1001", person="")
def test_a_key_is_read_as_it_was_made_whatever_bars_a_record_or_a_cycle_holds(item, person):
    key = NoticeKey(item, "N13", 2, person)

    assert NoticeKey.read(str(key)) == key


@pytest.mark.parametrize("text", ["", "A|B|C|D", "A|N13|x|1001", "A-N13-1-1001", "A|N13|1"])
def test_what_is_no_key_is_refused(text):
    with pytest.raises(ValueError, match="not the key"):
        NoticeKey.read(text)
