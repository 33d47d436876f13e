"""The names that a file may use: the register's places, services and teams, and names chosen for them."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time

from rapidfuzz import fuzz
from rapidfuzz import process as nearest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from data.geography.municipalities import fold
from data.register import tables as t
from data.vocabulary import Outcome

_NEAR = 3
_NEAR_ENOUGH = 45


@dataclass(frozen=True)
class Names:
    """
    Names of one kind of thing.

    Attributes
    ----------
    exact : mapping of str to int
        Ids by name, spaces evened out.
    folded : mapping of str to int
        Ids by folded name; names that two things share when folded are left out.
    """

    exact: Mapping[str, int]
    folded: Mapping[str, int]

    def find(self, text: str) -> int | None:
        """Return the id of what *text* names, or None where nothing or more than one thing is named so."""
        return self.exact.get(" ".join(text.split()), self.folded.get(fold(text)))


@dataclass(frozen=True)
class Directory:
    """
    What names in a file stand for.

    Attributes
    ----------
    places, services, teams : Names
        What a cell of these columns may hold.
    labels : mapping of int to str
        Label of each place.
    service_labels : mapping of int to str
        Label of each service.
    team_codes : mapping of int to str
        Code of each team.
    service_of : mapping of int to int
        The service that a place belongs to.
    synthetic : bool
        Whether this is the demo register.
    exact_from : date or None
        First day that the register keeps exactly; None where it keeps all of them so.
    uncounted : set of (int, int, date, time or None)
        Service, place, day and arrival of the register's visits that met people whom nobody counted.
    """

    places: Names
    services: Names
    teams: Names
    labels: Mapping[int, str]
    service_labels: Mapping[int, str]
    team_codes: Mapping[int, str]
    service_of: Mapping[int, int]
    synthetic: bool
    exact_from: date | None = None
    uncounted: Collection[tuple[int, int, date, time | None]] = frozenset()

    def near_places(self, text: str) -> tuple[str, ...]:
        """Return the labels of the places whose names are nearest to *text*, best first."""
        found = nearest.extract(
            fold(text),
            {place: fold(label) for place, label in self.labels.items()},
            scorer=fuzz.WRatio,
            limit=_NEAR,
            score_cutoff=_NEAR_ENOUGH,
        )
        return tuple(self.labels[place] for _, _, place in found)


def load_directory(engine: Engine, aliases: Mapping[str, str] | None = None) -> Directory:
    """
    Read the names that a file may use.

    Parameters
    ----------
    engine : Engine
        The register.
    aliases : mapping of str to str, optional
        Label of the place by folded other name, as the user chose.

    Returns
    -------
    Directory
        Services answer to their label and their code.
    """
    with Session(engine) as session:
        places = session.execute(select(t.Place.id, t.Place.label, t.Place.service_id)).all()
        services = session.execute(select(t.Service.id, t.Service.label, t.Service.code)).all()
        teams = session.execute(select(t.Team.id, t.Team.code)).all()
        state = session.scalars(select(t.RegisterState)).one()
        uncounted = _uncounted(session)
    by_label = {label: place for place, label, _ in places}
    chosen = {other: by_label[label] for other, label in (aliases or {}).items() if label in by_label}
    return Directory(
        places=_names(((label, place) for place, label, _ in places), chosen),
        services=_names((name, service) for service, *names in services for name in names),
        teams=_names((code, team) for team, code in teams),
        labels={place: label for place, label, _ in places},
        service_labels={service: label for service, label, _ in services},
        team_codes={one.id: one.code for one in teams},
        service_of={place: service for place, _, service in places},
        synthetic=state.synthetic,
        exact_from=state.exact_from,
        uncounted=uncounted,
    )


def _uncounted(session: Session) -> frozenset[tuple[int, int, date, time | None]]:
    counted = select(t.Contact.id).where(t.Contact.visit_id == t.Visit.id).exists()
    query = select(t.Round.service_id, t.Visit.place_id, t.Visit.day, t.Visit.arrival).join(t.Round)
    visits = session.execute(query.where(t.Visit.outcome == Outcome.MET, ~counted))
    return frozenset((service, place, day, arrival) for service, place, day, arrival in visits)


def _names(pairs: Iterable[tuple[str, int]], chosen: Mapping[str, int] | None = None) -> Names:
    known = list(pairs)
    folded = {(fold(name), number) for name, number in known}
    uses = Counter(name for name, _ in folded)
    unshared = {name: number for name, number in folded if uses[name] == 1}
    return Names({" ".join(name.split()): number for name, number in known}, {**(chosen or {}), **unshared})
