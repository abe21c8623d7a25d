import pytest

from flows.runtime import require_lasting_home
from mentorship.errors import ConfigurationError


def test_a_deployed_night_needs_a_folder_that_is_still_there_tomorrow(tmp_path, monkeypatch):
    monkeypatch.setenv("MENTORSHIP_HOME", str(tmp_path))
    require_lasting_home(is_deployed=True)
    monkeypatch.setenv("MENTORSHIP_HOME", ".mentorship")

    require_lasting_home(is_deployed=False)
    with pytest.raises(ConfigurationError, match="absolute path on a disk that is kept"):
        require_lasting_home(is_deployed=True)
