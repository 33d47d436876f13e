"""What is wrong with a grid, and how a sound one is laid out."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from geo.cubes import POLICY_CUBES
from geo.rounding.grid import GridError, columns_of, lay_out, require_grid
from tests.rounding_kit import SMALL, contacts, full_grid, months, small_grid, units

PLACES = POLICY_CUBES[0]


def sound() -> pd.DataFrame:
    """Return a grid of two zones and three months."""
    return small_grid([1, 0, 7], [3, 4, 0])


def test_a_sound_grid_passes_and_so_does_none() -> None:
    """Also one without any cell, which has nothing to round."""
    require_grid(sound(), SMALL)
    require_grid(sound().iloc[:0], SMALL)


def test_a_cube_says_which_columns_it_needs() -> None:
    """Keys first, then what is coarser, each once."""
    assert columns_of(PLACES)[:2] == ["unit", "month"]
    assert set(columns_of(PLACES)) == {
        "unit", "zone", "kind", "area", "arrondissement", "month", "quarter", "year"
    }  # fmt: skip


def worsened(column: str, at: int, value: object) -> pd.DataFrame:
    """Return the sound grid with one value replaced."""
    values = sound()[column].tolist()
    return sound().assign(**{column: [*values[:at], value, *values[at + 1 :]]})


@pytest.mark.parametrize(
    ("grid", "message"),
    [
        (sound().drop(columns="contacts"), "column contacts is missing"),
        (sound().drop(columns="quarter"), "column quarter is missing"),
        (sound().iloc[1:], "1 cells of the full grid are missing"),
        (pd.concat([sound(), sound().iloc[:1]]), "1 cells are there twice"),
        (worsened("contacts", 0, float("nan")), "contacts is missing or infinite in 1 cells"),
        (worsened("contacts", 0, float("inf")), "contacts is missing or infinite in 1 cells"),
        (worsened("contacts", 0, -1), "contacts is below zero in 1 cells"),
        (worsened("contacts", 0, 2.0**60), "contacts is too large in 1 cells"),
        (worsened("contacts", 0, "many"), "contacts is no number"),
        (worsened("zone", 0, None), "zone has no code in some cells"),
        (worsened("quarter", 0, "2019-Q2"), "month 2019-01 lies in more than one quarter"),
    ],
)
def test_what_is_wrong_is_said(grid: pd.DataFrame, message: str) -> None:
    """Each fault in words, with the name of the cube."""
    with pytest.raises(GridError, match=f"^small: .*{message}"):
        require_grid(grid, SMALL)


def test_all_faults_are_told_at_once() -> None:
    """Nobody should have to try five times."""
    bad = pd.concat([worsened("contacts", 0, -1), sound().iloc[:1]]).drop(index=5)
    with pytest.raises(GridError, match="twice; 1 cells of the full grid are missing; contacts is below"):
        require_grid(bad, SMALL)


def test_more_first_contacts_than_contacts_are_refused() -> None:
    """A part cannot exceed its whole."""
    spec = replace(SMALL, measures=("contacts", "first_contacts"))
    with pytest.raises(GridError, match="first_contacts exceeds contacts in 1 cells"):
        require_grid(sound().assign(first_contacts=[1, 1, 0, 0, 0, 0]), spec)


def test_a_zone_in_two_areas_is_refused() -> None:
    """Sums over areas would count it twice."""
    grid = full_grid(contacts(1, 50), PLACES, units(7), months(2))
    grid.loc[0, "area"] = "a9"
    with pytest.raises(GridError, match="zone z00 lies in more than one area"):
        require_grid(grid, PLACES)


def test_the_layout_does_not_depend_on_the_order_of_the_rows() -> None:
    """The same cells in another order are laid out the same."""
    grid = full_grid(contacts(1, 50), PLACES, units(7), months(2))
    one = lay_out(grid, PLACES)
    other = lay_out(grid.sample(frac=1, random_state=4), PLACES)
    assert one.keys.equals(other.keys)
    assert np.array_equal(one.sums, other.sums)
    assert [batch.name for batch in one.batches] == sorted(set(grid["quarter"]))


def test_cells_rows_and_totals_fit_together() -> None:
    """Each batch has its own cells; rows and totals are found from them."""
    grid = full_grid(contacts(1, 50), PLACES, units(7), months(2))
    layout = lay_out(grid, PLACES)
    cells = np.concatenate([batch.cells for batch in layout.batches])
    assert sorted(cells) == list(range(len(grid)))
    laid = grid.iloc[layout.order].reset_index(drop=True)
    for batch in layout.batches:
        frame = laid.iloc[batch.cells]
        assert set(frame["quarter"]) == {batch.name}
        told = layout.rows[batch.rows[batch.row_of]].get_level_values("zone")
        assert told.tolist() == frame["zone"].tolist()
        by_total = frame.groupby(batch.total_of[batch.row_of])["arrondissement"].nunique()
        assert by_total.tolist() == [1] * len(batch.running)


def test_every_margin_has_its_sums() -> None:
    """One number for each combination of a margin's codes, over all margins."""
    grid = full_grid(contacts(1, 50), PLACES, units(7), months(2))
    wanted = sum(grid.groupby(list(margin)).ngroups if margin else 1 for margin in PLACES.margins)
    assert lay_out(grid, PLACES).sum_count == wanted


def test_what_is_fixed_above_is_not_searched_below() -> None:
    """Neither rows nor cells can change the total of their batch; totals can."""
    layout = lay_out(sound(), replace(SMALL, totals=()))
    batch = layout.batches[0]
    assert batch.total_sums.of.shape[1] == 2
    assert batch.row_sums.of.shape[1] == 2
    assert batch.cell_sums.of.shape[1] == 3
    assert batch.running.tolist() == [0]


def test_nothing_is_laid_out_as_nothing() -> None:
    """A grid without cells has no batches and no sums."""
    layout = lay_out(sound().iloc[:0], SMALL)
    assert layout.batches == ()
    assert layout.sum_count == 0
