"""The collector of cycles is held during a decision and runs again afterwards, whatever happens."""

import gc

import pytest

from flows import collector


def test_it_is_held_inside_and_runs_afterwards():
    with collector.held():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_runs_again_after_a_failure():
    with pytest.raises(ZeroDivisionError), collector.held():
        _ = 1 / 0
    assert gc.isenabled()


def test_whoever_had_turned_it_off_finds_it_off():
    gc.disable()
    try:
        with collector.held():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
