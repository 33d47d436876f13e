"""The chapters of the annual report and the tables in them."""

from collections.abc import Mapping
from dataclasses import dataclass

from data import vocabulary as v
from data.geography.municipalities import municipality
from data.reports.counts import Counts
from data.reports.table import ReportTable
from data.reports.writer import NOT_STATED, Axis, TableWriter, whole_hours


@dataclass(frozen=True, eq=False)
class Chapter:
    """A chapter: its title and its tables."""

    title: str
    tables: tuple[ReportTable, ...]


def write_chapters(counts: Counts, services: Mapping[int, str], writer: TableWriter) -> tuple[Chapter, ...]:
    """
    Write all tables of the report.

    Parameters
    ----------
    counts : Counts
        Of the writer's scope.
    services : mapping of int to str
        What each service is called.
    writer : TableWriter
        Knows the language and the period.

    Returns
    -------
    tuple of Chapter
        In the order of the printed report.
    """
    _ = writer.translate
    service = Axis(
        "service", _("Service"), {str(id_): label for id_, label in services.items()}, hides_empty=True
    )
    return (
        Chapter(_("Outreach"), _outreach(counts, service, writer)),
        Chapter(_("The people met"), _public(counts, writer)),
        Chapter(_("Social interventions"), _interventions(counts, writer)),
        Chapter(_("Health"), _health(counts, writer)),
        Chapter(_("Drop-in and online"), _drop_in(counts, service, writer)),
        Chapter(_("Awareness"), _awareness(counts, writer)),
    )


def _outreach(counts: Counts, service: Axis, writer: TableWriter) -> tuple[ReportTable, ...]:
    _ = writer.translate
    contacts, visits = counts.contacts, counts.visits
    # A kind of place that was visited stays in every table: nobody met there is a finding.
    visited = [kind for kind in v.PlaceKind if kind.value in set(visits["place_kind"])]
    kind = writer.axis("place_kind", _("Kind of place"), visited)
    first = contacts[contacts["acquaintance"] == v.Acquaintance.FIRST.value]
    unnoted = int(visits.loc[visits["now"], "unnoted"].sum())
    hours_note = _(
        "Rounded so that the hours add up. Visits that noted no minutes, and so are not in it: {count}."
    )
    return (
        writer.write("contacts", _("Field contacts by kind of place and service"), contacts, kind, service),
        writer.write("first_contacts", _("First contacts by kind of place"), first, kind),
        writer.write(
            "hours",
            _("Hours of outreach by kind of place"),
            whole_hours(visits),
            kind,
            note=hours_note.format(count=unnoted),
        ),
        writer.write(
            "outcomes", _("Visits by outcome"), visits, writer.axis("outcome", _("Outcome"), v.Outcome)
        ),
    )


def _public(counts: Counts, writer: TableWriter) -> tuple[ReportTable, ...]:
    _ = writer.translate
    note = _("Meetings, not different people: a contact is anonymous, and a person may be met many times.")
    by = (
        ("sex", _("Contacts by sex"), _("Sex"), v.Sex),
        ("age_band", _("Contacts by age"), _("Age"), v.AgeBand),
        ("nationality", _("Contacts by nationality"), _("Nationality"), v.Nationality),
        ("role", _("Contacts by role"), _("Role"), v.Role),
    )
    met = writer.axis("acquaintance", _("Contact"), v.Acquaintance)
    return (
        *(
            writer.write(column, title, counts.people, writer.axis(column, heading, words), note=note)
            for column, title, heading, words in by
        ),
        writer.write("acquaintance", _("First and known contacts"), counts.contacts, met, note=note),
    )


def _interventions(counts: Counts, writer: TableWriter) -> tuple[ReportTable, ...]:
    _ = writer.translate
    interventions = counts.interventions
    relays = interventions[interventions["mode"] == v.Mode.RELAIS.value]
    target = writer.axis("relay_target", _("Kind of service"), v.RelayTarget)
    return (
        writer.write(
            "interventions",
            _("Social interventions by nature and mode"),
            interventions,
            writer.axis("nature", _("Nature"), v.Nature),
            writer.axis("mode", _("Mode"), v.Mode),
        ),
        writer.write(
            "relays",
            _("Referrals by kind of service"),
            relays,
            Axis("relay_target", target.heading, {**target.names, "": _(NOT_STATED)}, hides_empty=True),
        ),
    )


def _health(counts: Counts, writer: TableWriter) -> tuple[ReportTable, ...]:
    _ = writer.translate
    acts = counts.health_acts
    nursing = [kind for kind in v.HealthActKind if kind in v.NURSING_ACTS]
    other = [kind for kind in v.HealthActKind if kind not in v.NURSING_ACTS]
    tests = acts[acts["kind"] == v.HealthActKind.TROD.value]
    kind = writer.axis("place_kind", _("Kind of place"), v.PlaceKind)
    return (
        writer.write(
            "nursing",
            _("Nursing acts"),
            acts[acts["kind"].isin(nursing)],
            writer.axis("kind", _("Nursing act"), nursing),
        ),
        writer.write(
            "tests",
            _("Rapid tests by kind of place"),
            tests,
            Axis("place_kind", kind.heading, {**kind.names, "": _("Outside rounds")}, hides_empty=True),
        ),
        writer.write(
            "other_acts",
            _("Prevention, paramedical support and other health acts"),
            acts[acts["kind"].isin(other)],
            writer.axis("kind", _("Health act"), other),
        ),
        writer.write(
            "consultations",
            _("Medical consultations by health cover"),
            counts.consultations,
            writer.axis("insurance", _("Health cover"), v.Insurance),
        ),
        writer.write(
            "material",
            _("Material handed out"),
            counts.material,
            writer.axis("kind", _("Material"), v.MaterialKind),
        ),
    )


def _drop_in(counts: Counts, service: Axis, writer: TableWriter) -> tuple[ReportTable, ...]:
    _ = writer.translate
    received = Axis("service_id", service.heading, service.names, hides_empty=True)
    return (
        writer.write(
            "drop_in",
            _("Visits to the drop-in by service and half-day"),
            counts.drop_in,
            received,
            writer.axis("half_day", _("Half-day"), v.HalfDay, hides_empty=True),
        ),
        _online(counts, writer),
    )


def _online(counts: Counts, writer: TableWriter) -> ReportTable:
    """Write contacts online by municipality: two codes may be one municipality, before and after 2019."""
    _ = writer.translate

    def name(code: str) -> str:
        found = municipality(code)
        return found.name(writer.language) if found else code or _(NOT_STATED)

    online = counts.online.assign(municipality=[name(code) for code in counts.online["municipality"]])
    unknown = _(NOT_STATED)
    names = [*sorted(set(online["municipality"]) - {unknown}), unknown]
    by = Axis("municipality", _("Municipality"), {name: name for name in names}, hides_empty=True)
    return writer.write("online", _("Online contacts by municipality"), online, by)


def _awareness(counts: Counts, writer: TableWriter) -> tuple[ReportTable, ...]:
    _ = writer.translate
    kind = writer.axis("kind", _("Event"), v.EventKind)
    attendance = counts.events.drop(columns="count").rename(columns={"participants": "count"})
    return (
        writer.write("events", _("Awareness events"), counts.events, kind),
        writer.write("participants", _("Participants in awareness events"), attendance, kind),
    )
