import pandas as pd

from reports.charts import PALETTE, REST, folded, stacked_nights


FEW = pd.DataFrame({"Pairing": [3, 0], "Preferences": [1, 2]}, index=["6 Jul", "4 Aug"])
MANY = pd.DataFrame(
    {f"Kind {number:02d}": [number, 1] for number in range(1, 21)}, index=["6 Jul", "4 Aug"]
)


def test_few_kinds_are_shown_as_they_are():
    assert folded(FEW, 2) is FEW


def test_of_many_kinds_the_rarest_share_a_column_and_none_is_lost():
    found = folded(MANY, 4)

    assert list(found.columns) == ["Kind 18", "Kind 19", "Kind 20", REST]
    assert found.sum(axis="columns").equals(MANY.sum(axis="columns"))


def test_a_bars_number_counts_kinds_without_a_colour_of_their_own():
    chart = stacked_nights(MANY)

    assert len(PALETTE) < len(MANY.columns)
    assert ">210<" in chart
    assert ">20<" in chart
    assert REST in chart
