"""A release as its readers will see it, and what one must know to answer for it."""

import pandas as pd
import streamlit as st

from data.releases.dossier import Dossier
from geo.release_changes import ReleaseChanges
from geo.release_reading import by_territory, finest_level, main_cube
from geo.released import Published, cells_of, whole_periods
from pages.parts.publish.reading import show_reading
from pages.parts.publish.rules import show_rules
from pages.parts.publish.studies import show_statements
from pages.parts.publish.suite import show_findings
from pages.ui.attack_words import nothing_to_attack
from pages.ui.datatables import HEIGHT, SHOWN_ROWS
from pages.ui.maps import show_coarse_map
from pages.ui.release_map import count_shapes, rounding_text, show_count_legend
from pages.ui.release_words import count_text, measure_name, period_name, territory_name
from pages.ui.text import _, as_plain, labelled, ngettext, number

NEAREST = 11
"""Zoom at which the map stops: it tells whole territories apart and nothing within one."""

MOST_NAMED = 4
"""Quarters that are named one by one; of more, the first and the last."""

CONTACTS = "contacts"


def show_dossier(dossier: Dossier, name: str) -> None:
    """
    Draw all that somebody reads before they answer for a release.

    Parameters
    ----------
    dossier : Dossier
        The release and what is known of it.
    name : str
        Tells its map from others.
    """
    _show_verdict(dossier)
    st.subheader(_("1. What it will show"), anchor=False)
    show_reading(dossier.published)
    st.subheader(_("2. As its readers will see it"), anchor=False)
    show_figures(dossier.published, name)
    if dossier.studies:
        with st.expander(_("What it tells of displacement studies"), icon=":material/move_location:"):
            show_statements(dossier.studies)
    st.subheader(_("3. What is new"), anchor=False)
    show_changes(dossier)
    st.subheader(_("4. The attacks"), anchor=False)
    show_findings(dossier.findings)
    st.subheader(_("5. The place rules"), anchor=False)
    show_rules(dossier.published, dossier.rules, dossier.evidence)


def _show_verdict(dossier: Dossier) -> None:
    """Say first whether it is safe."""
    failed = sum(not one.passed for one in dossier.findings)
    if failed:
        text = ngettext(
            "{count} attack succeeds. This release may not leave the register.",
            "{count} attacks succeed. This release may not leave the register.",
            failed,
        )
        st.error(text.format(count=number(failed)), icon=":material/gpp_bad:")
    elif dossier.changes.changed:
        st.error(
            _("It would change what was published before. It may not leave the register."),
            icon=":material/gpp_bad:",
        )
    else:
        tried = sum(one.tried > 0 for one in dossier.findings)
        text = ngettext(
            "{count} attack was tried on this release, and failed.",
            "{count} attacks were tried on this release, and all failed.",
            tried,
        ).format(count=number(tried))
        rest = nothing_to_attack(len(dossier.findings) - tried)
        unchanged = _("Nothing that was published changes.")
        st.success(" ".join(filter(None, (text, rest, unchanged))), icon=":material/verified_user:")


def show_figures(published: Published, name: str) -> None:
    """
    Draw the main map and the main table, as published: the last whole year, or all there is.

    Parameters
    ----------
    published : Published
        The release.
    name : str
        Identity of the map.
    """
    cells = cells_of(published, main_cube(published).name)
    year = next(reversed(whole_periods(cells[main_cube(published).keys[1]], "year")), None)
    table = by_territory(published, year)
    title = labelled(year or _("All periods"), measure_name(CONTACTS))
    st.markdown(f"**{title}**")
    left, right = st.columns([3, 2], gap="medium")
    with left:
        show_coarse_map(
            count_shapes(published, table, CONTACTS),
            name=name,
            label=_("The map as published"),
            bounds=_bounds(published),
            nearest=NEAREST,
        )
        show_count_legend(published.base)
    with right:
        _show_table(published, table, title)


def _bounds(published: Published) -> list[float]:
    """Return west, south, east and north of the finest territories."""
    territories = published.territories
    finest = territories[territories["level"] == finest_level(published)]
    return [float(side) for side in finest.total_bounds]


def _show_table(published: Published, table: pd.DataFrame, title: str) -> None:
    measures = list(main_cube(published).measures)
    texts = {
        measure_name(measure): [
            count_text(value, published.base, parts)
            for value, parts in zip(table[measure], table["parts"], strict=True)
        ]
        for measure in measures
    }
    level = finest_level(published)
    head = _("Zone") if level == "zone" else _("Area")
    names = [territory_name(published, level, str(code)) for code in table.index]
    st.dataframe(
        pd.DataFrame({head: names} | texts),
        hide_index=True,
        column_config={head: st.column_config.Column(width="medium")}
        | {text: st.column_config.Column(alignment="right") for text in texts},
        height=HEIGHT * (min(len(table), SHOWN_ROWS) + 1) + 2,
        alt=title,
    )
    st.caption(rounding_text(published.base, table[[*measures, "parts"]]))


def show_changes(dossier: Dossier) -> None:
    """
    Draw what is new, what merged, that nothing published before changed, and how far the register moved on.

    Parameters
    ----------
    dossier : Dossier
        Of the release.
    """
    changes = dossier.changes
    lines = [_("This is the first release of its kind: everything in it is new.")]
    if not dossier.is_first:
        lines = [_new_quarters(changes), *_merged(dossier.published, changes)]
    if not dossier.is_first and not changes.changed:
        text = _("None of the {count} figures that were published before changes.")
        lines.append(text.format(count=number(changes.compared)))
    st.markdown("\n".join(f"- {line}" for line in [*lines, *_late(dossier), *_made_again(dossier)]))
    if changes.changed:
        text = ngettext(
            "{count} figure that was published before would change. A release never changes the past.",
            "{count} figures that were published before would change. A release never changes the past.",
            changes.changed,
        )
        st.error(text.format(count=number(changes.changed)), icon=":material/gpp_bad:")


def _late(dossier: Dossier) -> list[str]:
    """Say how many figures the register counts otherwise today; what they would be is told nowhere."""
    if dossier.is_first or dossier.late is None:
        return []
    if dossier.late == 0:
        return [_("The register says today what it said when these figures were published.")]
    text = ngettext(
        "Late entries and corrections: the register counts {count} figure of the past otherwise today. It "
        "stays as it was published.",
        "Late entries and corrections: the register counts {count} figures of the past otherwise today. They "
        "stay as they were published.",
        dossier.late,
    )
    return [text.format(count=number(dossier.late))]


def _made_again(dossier: Dossier) -> list[str]:
    if dossier.is_made_again is None:
        return []
    if dossier.is_made_again:
        return [_("Made again from the register just now, every figure is the one in the signed file.")]
    return [_("Made again today it would say something else: the register has changed since.")]


def _new_quarters(changes: ReleaseChanges) -> str:
    if not changes.quarters:
        return _("No quarter is new.")
    few = [period_name(code) for code in changes.quarters]
    names = ", ".join(few) if len(few) <= MOST_NAMED else f"{few[0]} – {few[-1]}"
    text = ngettext(
        "{count} quarter is new: {names}.", "{count} quarters are new: {names}.", len(changes.quarters)
    )
    return text.format(count=number(len(changes.quarters)), names=names)


def _merged(published: Published, changes: ReleaseChanges) -> list[str]:
    if not changes.merged:
        return [_("No territories were merged.")]
    text = _("{count} territories of the last release are one now: {name}.")
    return [
        text.format(
            count=number(len(old)), name=as_plain(territory_name(published, finest_level(published), one))
        )
        for one, old in changes.merged.items()
    ]
