"""Proposals side by side: what they differ in at first sight, all figures below."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from data.schedules.problem import ScheduleSheet
from data.vocabulary import PlanAim
from geo.schedules.proposals import compare_coverage, compare_proposals, compare_weekdays
from geo.schedules.report import ScheduleReport
from pages.parts.schedule.wording import group_label, pair_code
from pages.ui.datatables import show_table
from pages.ui.text import _, labelled, number, percent, weekday_names


@dataclass(frozen=True)
class Figure:
    """
    A figure of a proposal.

    Attributes
    ----------
    label, text : str
        What it is called, and how it is written.
    loss : float
        What tells the better of two, no finer than it is written: the less, the better.
    """

    label: str
    text: str
    loss: float


def card_figures(report: ScheduleReport) -> list[Figure]:
    """Return the figures by which a coordinator chooses."""
    figures = report.figures
    weekdays = compare_weekdays({"visits": report})["visits"]
    busiest, share = int(weekdays.argmax()), weekdays.max() / max(figures.visits, 1)
    return [
        Figure(_("Visits kept"), f"{number(figures.kept)} / {number(figures.wanted)}", -figures.kept),
        Figure(_("People expected"), number(figures.people), -round(figures.people)),
        Figure(_("Hours on the road"), number(figures.drive_min / 60, 1), round(figures.drive_min / 60, 1)),
        Figure(_("Kilometres"), number(figures.km), round(figures.km or 0.0)),
        Figure(_("Days beyond the rhythms"), number(figures.overrun_days), figures.overrun_days),
        Figure(_("Same pair always"), percent(figures.one_pair), -round(figures.one_pair, 2)),
        Figure(
            _("About the same hour"),
            percent(figures.within_half_hour),
            -round(figures.within_half_hour, 2),
        ),
        Figure(_("Busiest weekday"), f"{weekday_names()[busiest]} {percent(share)}", round(share, 2)),
    ]


def shared_figures(made: Mapping[PlanAim, list[Figure]]) -> list[Figure]:
    """Return the figures that all proposals have in common."""
    first, *others = made.values()
    return [one for one in first if all(one in figures for figures in others)]


def best_losses(made: Mapping[PlanAim, list[Figure]]) -> dict[str, float]:
    """Return the best that any proposal reaches, by figure."""
    best: dict[str, float] = {}
    for figure in (one for figures in made.values() for one in figures):
        best[figure.label] = min(figure.loss, best.get(figure.label, figure.loss))
    return best


def figures_text(figures: list[Figure], best: Mapping[str, float]) -> str:
    """Return figures as lines, the best of all proposals in bold."""
    lines = [
        labelled(one.label, f"**{one.text}**" if one.loss <= best.get(one.label, one.loss) else one.text)
        for one in figures
    ]
    return "\n".join(f"- {line}" for line in lines)


FIGURES = {
    "kept": lambda: _("Visits kept"),
    "wanted": lambda: _("Visits wanted"),
    "visits": lambda: _("Visits planned"),
    "places": lambda: _("Places"),
    "served": lambda: _("Places with all of their visits"),
    "people": lambda: _("People expected"),
    "people_hours": lambda: _("People-hours"),
    "rounds": lambda: _("Rounds"),
    "shifts": lambda: _("Shifts of the pairs"),
    "drive_min": lambda: _("Minutes on the road"),
    "km": lambda: _("Kilometres"),
    "within_half_hour": lambda: _("Share at about the same hour"),
    "spread_max_min": lambda: _("Largest spread of arrivals, in minutes"),
    "spread_mean_min": lambda: _("Mean spread of arrivals, in minutes"),
    "one_pair": lambda: _("Share always with the same pair"),
    "one_rhythm": lambda: _("Share on the same weekdays"),
    "one_slot": lambda: _("Share in the same part of the day"),
    "overrun_days": lambda: _("Days of waiting beyond the targets"),
    "changes": lambda: _("Visits that differ from the schedule in force"),
    "beyond_share": lambda: _("Nights and weekends beyond an equal share"),
    "uneven_min": lambda: _("Minutes with people beyond an even filling of the evenings"),
}
"""What each figure of a comparison is called."""


SHARES = frozenset({"within_half_hour", "one_pair", "one_rhythm", "one_slot"})
"""Those that are shares of 1."""


def show_comparison(
    sheet: ScheduleSheet, made: Mapping[PlanAim, ScheduleReport], names: Mapping[PlanAim, str]
) -> None:
    """
    Draw proposals on the same figures, by kind of place and area, by weekday, and by pair.

    Parameters
    ----------
    sheet : ScheduleSheet
        The weeks.
    made : mapping of PlanAim to ScheduleReport
        What each proposal comes to.
    names : mapping of PlanAim to str
        What each is called.
    """
    by_code = {aim.value: report for aim, report in made.items()}
    labels = {aim.value: names[aim] for aim in made}
    figures = compare_proposals(by_code)
    figures = figures[figures.index.isin(FIGURES)]
    shown = figures.apply(lambda row: row.map(_figure_text(str(row.name))), axis=1)
    show_table(
        shown.assign(name=[FIGURES[str(name)]() for name in figures.index]).reset_index(drop=True),
        {"name": _("Figure")} | labels,
        key="schedule_figures",
        summary=_("The proposals on the same figures."),
        name="schedule_figures",
        figures={code: list(figures[code]) for code in labels},
    )
    coverage = compare_coverage(by_code)
    show_table(
        (100 * coverage)
        .assign(name=[group_label(str(group)) for group in coverage.index])
        .reset_index(drop=True),
        {"name": _("Kind and area")} | labels,
        key="schedule_coverage",
        summary=_("Percentage of the wanted visits that each proposal keeps, by kind of place and area."),
        name="schedule_coverage",
        formats=dict.fromkeys(labels, "%.0f %%"),
    )
    _show_weekdays(by_code, labels)
    _show_load(sheet, made, names)


def _figure_text(name: str) -> Callable[[float], str]:
    """Return what writes a figure: shares as percentages, hours and kilometres without false precision."""
    return percent if name in SHARES else number


def _show_weekdays(by_code: Mapping[str, ScheduleReport], labels: dict[str, str]) -> None:
    visits = compare_weekdays(by_code)
    show_table(
        visits.assign(name=weekday_names("wide")),
        {"name": _("Weekday")} | labels,
        key="schedule_weekdays",
        summary=_("Visits of each proposal by weekday: some lean on a few evenings."),
        name="schedule_weekdays",
    )


def _show_load(
    sheet: ScheduleSheet, made: Mapping[PlanAim, ScheduleReport], names: Mapping[PlanAim, str]
) -> None:
    rows = [
        {
            "aim": names[aim],
            "pair": pair_code(sheet, pair.team),
            "rounds": pair.rounds,
            "visits": pair.visits,
            "hours": round(pair.out_min / 60, 1),
            "burden": pair.burden,
        }
        for aim, report in made.items()
        for pair in report.pairs
    ]
    show_table(
        pd.DataFrame(rows).sort_values(["pair", "aim"]),
        {
            "pair": _("Pair"),
            "aim": _("Proposal"),
            "rounds": _("Rounds"),
            "visits": _("Visits"),
            "hours": _("Hours out"),
            "burden": _("Nights and weekends"),
        },
        key="schedule_load",
        summary=_("What each proposal asks of each pair."),
        name="schedule_load",
    )
