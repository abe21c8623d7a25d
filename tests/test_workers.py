"""Run in parallel, tests that share something dear stay on one worker.

A pytest that pytest-xdist does not know yet drops the groups without a word, and every worker then
lives the same year and starts the same server.
"""

import pytest


@pytest.mark.xdist_group("probe")
def test_a_group_is_known_to_the_scheduler(request):
    is_grouping = getattr(request.config.option, "loadgroup", False)
    assert request.node.nodeid.endswith("@probe") == is_grouping
