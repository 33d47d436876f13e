"""Places with what was done and met at each, ready for a geographic information system."""

import geopandas as gpd
import pandas as pd

from geo.measures import Measure, presence, summarise, values
from geo.rates import contacts_per_hour

MEASURES = (
    Measure.HOURS,
    Measure.CONTACTS,
    Measure.CONTACTS_PER_HOUR,
    Measure.FIRST_CONTACTS,
    Measure.TESTS,
    Measure.INTERVENTIONS,
)


def measure_places(places: gpd.GeoDataFrame, visits: pd.DataFrame) -> gpd.GeoDataFrame:
    """
    Join to each place what its visits found.

    Parameters
    ----------
    places : GeoDataFrame
        By place, with its ``kind``; any CRS, shape (n, …).
    visits : DataFrame
        Rows of the ledger, already selected.

    Returns
    -------
    GeoDataFrame
        *places* with ``presence``, ``visits`` (those that were not skipped), one column for each of
        `MEASURES` (NaN where nobody looked), and ``low`` and ``high``, the 95 % interval of the contacts
        per hour.
    """
    at_places = visits[visits["place"].isin(places.index)]
    summary = summarise(at_places, "place", places.index)
    interval = contacts_per_hour(summary, places["kind"])[["low", "high"]]
    columns = {measure.value: values(summary, measure) for measure in MEASURES}
    found = pd.DataFrame({"presence": presence(summary), "visits": summary["looked"], **columns})
    return places.join(found).join(interval)
