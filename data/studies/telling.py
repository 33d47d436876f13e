"""A result together with what its sentences name: dates, and what else the ledger has in these years."""

from collections.abc import Sequence

import geopandas as gpd

from data.i18n import Translate
from data.register.regulations import RegulationRecord
from data.studies.ledger import first_day, month_start, rule_of
from data.studies.sentences import Told
from geo.displacement.results import StudyResult
from geo.displacement.rules import find_confounders


def tell(
    result: StudyResult,
    rule: RegulationRecord,
    rules: Sequence[RegulationRecord],
    zones: gpd.GeoDataFrame,
    looks: int,
    language: str,
    translate: Translate,
) -> Told:
    """
    Put a result together with what its sentences name.

    Parameters
    ----------
    result : StudyResult
        What was found.
    rule : RegulationRecord
        The rule that is studied.
    rules : sequence of RegulationRecord
        The ledger.
    zones : GeoDataFrame
        WGS84, by place, with ``kind`` and ``municipality``.
    looks : int
        Designs declared for the rule so far.
    language : str
        One of `data.i18n.LANGUAGES`.
    translate : Translate
        The look-up of that language.

    Returns
    -------
    Told
        Ready to be said; a rule that both began and ended in these years is named once.
    """
    titles = {one.id: one.title(language) for one in rules}
    others = [rule_of(one) for one in rules]
    found = find_confounders(result.spec, rule_of(rule), others, zones)
    named = {titles[one.rule]: month_start(one.month) for one in reversed(found) if one.rule in titles}
    return Told(
        result=result,
        in_force=first_day(rule, result.spec),
        confounders=tuple(sorted(named.items(), key=lambda item: (item[1], item[0]))),
        looks=looks,
        language=language,
        translate=translate,
    )
