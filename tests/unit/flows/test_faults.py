import traceback

import pytest

from flows.faults import told_by_kind
from mentorship.errors import DriftError, UnexpectedFault
from redcap_schema.instruments.person_profile import PersonProfile


SECRET = "Wintergreen"


@told_by_kind
def reads_a_person():
    return PersonProfile.model_validate({"p_last": [SECRET]})


@told_by_kind
def differs():
    raise DriftError("field p_first is missing")


def test_a_mistake_is_told_by_kind_and_place_and_never_by_its_text():
    with pytest.raises(UnexpectedFault) as caught:
        reads_a_person()

    told = "".join(traceback.format_exception(caught.value))
    assert SECRET not in told
    assert "ValidationError in " in str(caught.value)
    assert caught.value.__context__ is None


def test_an_error_of_ours_passes_as_it_is():
    with pytest.raises(DriftError, match="p_first is missing"):
        differs()
