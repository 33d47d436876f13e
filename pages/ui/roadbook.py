"""What leaves with a pair: its sheet, the same for calendars, maps and tables, and the way on a phone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import streamlit as st

from data.export import Cover
from data.i18n import Translate
from data.planning.committed import CommittedRound
from data.planning.teams import load_teams
from data.roadbook.agenda import load_cancelled
from data.roadbook.calendar import Entry, to_entry, to_ics
from data.roadbook.contents import Position, Roadbook, load_roadbooks, position_of
from data.roadbook.naming import Disclosure
from data.roadbook.navigation import apple_maps_url, geo_link, google_maps_url
from data.roadbook.sheet import SheetForm, to_sheets
from data.roadbook.tables import to_tables
from data.roadbook.tracks import to_geojson, to_gpx
from pages.ui.access import actor, may_export
from pages.ui.auditing import PURPOSE
from pages.ui.cache import engine, ledger, places, state
from pages.ui.calendars import show_calendars
from pages.ui.datatables import offer_files
from pages.ui.exports import File, Marks
from pages.ui.nature import is_synthetic
from pages.ui.text import _, as_plain, date_text, labelled, language, translate

KEY = "roadbook"

ALL = 0
"""Stands for all pairs where one can be chosen."""

_POSITIONS, _PLACES, _KINDS = f"{KEY}_positions", f"{KEY}_places", f"{KEY}_kinds"
_PAIR, _NAVIGATOR = f"{KEY}_pair", f"{KEY}_navigator"


def show_roadbook(rounds: Sequence[CommittedRound]) -> None:
    """
    Draw what can be taken along of the committed rounds of an evening.

    Parameters
    ----------
    rounds : sequence of CommittedRound
        Of one evening, with those that whoever looks may see; nothing is drawn where none has a stop.
    """
    out = [one for one in rounds if one.stops]
    if not out:
        return
    names = {team.id: team.code for team in load_teams(engine())}
    st.subheader(_("To take along"), anchor=False)
    if may_export():
        _show_sheet(out)
        _show_formats(out, names)
    show_calendars()
    _show_ways(out, names)


def _show_sheet(rounds: Sequence[CommittedRound]) -> None:
    making = _Making.of(rounds)
    offer_files([making.sheet()], key=f"{KEY}_sheet")
    st.caption(_said(making.disclosure))


def _said(disclosure: Disclosure) -> str:
    """Return what the files say, in a sentence."""
    if disclosure.places or disclosure.kinds:
        return _("The files say more than order and hours. Whoever finds one learns where you meet people.")
    if disclosure.positions:
        return _(
            "One page a pair. Neutral: “Visit 1”, hours and positions, and no word on what for. "
            "Collect and shred it after the evening."
        )
    return _(
        "One page a pair. Neutral: “Visit 1”, municipality and hours, no position. "
        "Collect and shred it after the evening."
    )


def _show_formats(rounds: Sequence[CommittedRound], names: dict[int, str]) -> None:
    """Draw what the files may say, and the other formats."""
    with st.expander(_("More formats, and what the files say"), icon=":material/tune:", key=f"{KEY}_more"):
        choices = {ALL: _("All pairs")} | {one.team: names.get(one.team, "") for one in rounds}
        if st.session_state.get(_PAIR) not in choices:
            st.session_state.pop(_PAIR, None)
        st.selectbox(_("For"), list(choices), format_func=choices.__getitem__, key=_PAIR)
        st.toggle(_("Positions"), value=True, key=_POSITIONS)
        st.toggle(_("Names of the places"), key=_PLACES)
        st.toggle(_("Kinds of place and of material"), key=_KINDS)
        st.caption(
            _(
                "With positions comes a code for the phone's navigator; private flats have none. "
                "Names and kinds tell whoever finds the file what the round is for."
            )
        )
        if PURPOSE in st.session_state:
            making = _Making.of(rounds)
            offer_files(making.others(), key=f"{KEY}_formats")
        else:
            st.caption(_("For calendars, maps and spreadsheets, first say above what the files are for."))


def _disclosure() -> Disclosure:
    """Return what the switches say; those further down the screen count for the files above them."""
    kept = st.session_state
    return Disclosure(kept.get(_POSITIONS, True), kept.get(_PLACES, False), kept.get(_KINDS, False))


@dataclass(frozen=True, eq=False)
class _Making:
    """Makes the files, outside the session: all that depends on it was looked up before."""

    load: Callable[[], tuple[Roadbook, ...]]
    cancelled: Callable[[], list[Entry]]
    day: date
    disclosure: Disclosure
    language: str
    translate: Translate
    synthetic: bool
    mark: str
    exact_from: date | None
    title: str

    @classmethod
    def of(cls, rounds: Sequence[CommittedRound]) -> "_Making":
        """Return what makes the files of the pair that was chosen, or of all."""
        chosen = st.session_state.get(_PAIR, ALL)
        wanted = [one for one in rounds if chosen in {ALL, one.team}] or list(rounds)
        register, visits, spots = engine(), ledger(), places()
        day = rounds[0].day
        codes = {
            team.id: team.code for team in load_teams(register, actor().service) if chosen in {ALL, team.id}
        }
        return cls(
            load=lambda: load_roadbooks(register, wanted, visits=visits, places=spots),
            cancelled=lambda: load_cancelled(register, codes, day, day),
            day=day,
            disclosure=_disclosure(),
            language=language(),
            translate=translate(),
            synthetic=is_synthetic(),
            mark=_("Synthetic data") if is_synthetic() else "",
            exact_from=state().exact_from,
            title=_("Tours of {day}").format(day=date_text(day)),
        )

    def sheet(self) -> File:
        """Return the printed sheets."""
        label = _("Sheet for each pair (PDF)")
        return self._file(label, "sheet", ".pdf", self._make_sheet, primary=True)

    def others(self) -> list[File]:
        """Return the other formats; those that are nothing without positions only where these may leave."""
        files = [
            self._file(_("Calendar (ICS)"), "calendar", ".ics", self._make_ics),
            self._file(_("Table (XLSX)"), "table", ".xlsx", self._make_xlsx),
        ]
        if self.disclosure.positions:
            files.append(self._file(_("Track (GPX)"), "track", ".gpx", self._make_gpx))
            files.append(self._file(_("Map (GeoJSON)"), "map", ".geojson", self._make_geojson))
        return files

    def _file(
        self, label: str, about: str, suffix: str, make: Callable[[Marks], bytes], *, primary: bool = False
    ) -> File:
        name = f"{about} {self.day.isoformat()}"
        return File(label, name, suffix, make, f"{KEY}_{suffix.removeprefix('.')}", primary=primary)

    def _make_sheet(self, marks: Marks) -> bytes:
        # Paper gets lost: it says when it was printed, and not by whom or for which organisation.
        taken = " ".join(marks[0]) if marks else ""
        form = SheetForm(self.language, self.disclosure, self.mark, taken, self.exact_from)
        return to_sheets(self.load(), form)

    def _make_ics(self, _marks: Marks) -> bytes:
        entries = [to_entry(book, self.disclosure, self.translate) for book in self.load()]
        return to_ics([*entries, *self.cancelled()], self.translate, self.mark)

    def _make_gpx(self, _marks: Marks) -> bytes:
        return to_gpx(self.load(), self.disclosure, self.translate, self.mark)

    def _make_geojson(self, marks: Marks) -> bytes:
        return to_geojson(self.load(), self.disclosure, self.translate, synthetic=self.synthetic, marks=marks)

    def _make_xlsx(self, marks: Marks) -> bytes:
        cover = Cover(self.title, marks, synthetic=self.synthetic, translate=self.translate)
        return to_tables(self.load(), self.disclosure, cover, self.language)


class _Navigator(StrEnum):
    """What a link opens."""

    PHONE = "phone"
    APPLE = "apple"
    GOOGLE = "google"


_ADDRESSES: dict[_Navigator, Callable[[Position], str]] = {
    _Navigator.PHONE: geo_link,
    _Navigator.APPLE: apple_maps_url,
    _Navigator.GOOGLE: google_maps_url,
}


def _show_ways(rounds: Sequence[CommittedRound], names: dict[int, str]) -> None:
    """Draw a link a stop for the navigator of a phone; nothing opens by itself."""
    with st.expander(_("The way there, on a phone"), icon=":material/navigation:", key=f"{KEY}_ways"):
        labels = {
            _Navigator.PHONE: _("This phone"),
            _Navigator.APPLE: _("Apple Maps"),
            _Navigator.GOOGLE: _("Google Maps"),
        }
        chosen = st.segmented_control(
            _("Links open"),
            list(_Navigator),
            default=_Navigator.PHONE,
            required=True,
            format_func=labels.__getitem__,
            key=_NAVIGATOR,
        )
        navigator = _Navigator(chosen or _Navigator.PHONE)
        st.caption(_told(navigator))
        spots = places()
        for one in rounds:
            st.markdown(f"**{as_plain(names.get(one.team, ''))}**")
            for number, stop in enumerate(one.stops, start=1):
                place = stop.plan.place
                if place in spots.index:
                    name = f"{number} · {spots['label'][place]}"
                    _show_way(name, position_of(spots.geometry[place]), _ADDRESSES[navigator])


def _told(navigator: _Navigator) -> str:
    """Return who learns what from a link, in words."""
    return {
        _Navigator.PHONE: _(
            "A link opens the navigator of this phone with a position and nothing else. "
            "One that works offline, such as Organic Maps or OsmAnd, tells nobody where you go. "
            "An iPhone opens no such links: there, choose Apple Maps."
        ),
        _Navigator.APPLE: _("Apple learns where you go and when, once you tap a link."),
        _Navigator.GOOGLE: _(
            "Google learns where you go, when, and with which account, once you tap a link."
        ),
    }[navigator]


def _show_way(name: str, position: Position | None, address: Callable[[Position], str]) -> None:
    if position is None:
        st.caption(labelled(as_plain(name), _("no position, ask before leaving")))
    else:
        st.link_button(as_plain(name), address(position), icon=":material/navigation:", type="tertiary")
