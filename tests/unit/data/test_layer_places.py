"""Places out of a layer: proposed with kind, label and municipality, or refused with every fault."""

import shapely

from data.geography.layers import PlaceProposal, read_places_layer
from data.i18n import LANGUAGES, translator
from data.vocabulary import PlaceKind
from tests.layer_kit import BOUNDARIES, K, collection, feature, polygon


def places(*rows: tuple[object, dict[str, object]]) -> bytes:
    return collection(*(feature(geometry, **properties) for geometry, properties in rows))


def point(lon: float, lat: float) -> dict[str, object]:
    return {"type": "Point", "coordinates": [lon, lat]}


def test_places_are_proposed_with_kind_label_and_municipality() -> None:
    """Kinds in words of any language; the municipality where the position leaves only one."""
    content = places(
        (point(4.43, 50.4), {"Nom": " Rue  du Rivage ", "Type": "Rue", "owner": "Jeanne Dupont"}),
        (polygon((4.5, 50.4), (4.6, 50.4), (4.6, 50.5)), {"Nom": "Zone B", "Type": "street zone"}),
        (point(6, 50), {"Nom": "Relais", "Type": "BAR"}),
    )
    reading = read_places_layer(content, BOUNDARIES, "Nom", kind_column="Type")
    assert [fault.kind for fault in reading.faults] == [K.UNKNOWN_KIND]
    content = content.replace(b'"Rue"', b'"bar"')
    proposals = read_places_layer(content, BOUNDARIES, "Nom", kind_column="Type").proposals
    assert proposals[0] == PlaceProposal(
        1, PlaceKind.BAR, "Rue du Rivage", shapely.Point(4.43, 50.4), "52011", ("52011",)
    )
    assert [(one.kind, one.municipality, one.candidates) for one in proposals[1:]] == [
        (PlaceKind.STREET, None, ("25031", "25044")),
        (PlaceKind.BAR, None, ()),
    ]


def test_one_kind_may_be_chosen_for_all_places() -> None:
    """Then no column is needed for it."""
    content = places((point(4.43, 50.4), {"name": "A"}))
    reading = read_places_layer(content, BOUNDARIES, "name", kind=PlaceKind.CAR_PARK)
    assert [one.kind for one in reading.proposals] == [PlaceKind.CAR_PARK]


def test_all_faults_of_places_are_told_at_once() -> None:
    """Names missing, too long, used twice or of a person; kinds unknown; private flats; lines."""
    line = {"type": "LineString", "coordinates": [[4.4, 50.4], [4.5, 50.5]]}
    content = places(
        (point(4.43, 50.4), {"name": "A", "kind": "bar"}),
        (point(4.43, 50.4), {"name": "a ", "kind": "bar"}),
        (point(4.43, 50.4), {"name": "", "kind": "bar"}),
        (point(4.43, 50.4), {"name": "x" * 81, "kind": "private_flat"}),
        (line, {"name": "0470 12 34 56", "kind": "nowhere"}),
    )
    reading = read_places_layer(content, BOUNDARIES, "name", kind_column="kind")
    assert reading.proposals == ()
    assert [(fault.kind, fault.feature) for fault in reading.faults] == [
        (K.LABEL_TWICE, 2),
        (K.NO_LABEL, 3),
        (K.LONG_LABEL, 4),
        (K.FLAT_ON_MAP, 4),
        (K.GEOMETRY_TYPE, 5),
        (K.LABEL_OF_PERSON, 5),
        (K.UNKNOWN_KIND, 5),
    ]
    for fault in reading.faults:
        for language in LANGUAGES:
            assert "{" not in fault.message(translator(language)) + fault.remedy(translator(language))


def test_a_zone_that_crosses_itself_is_never_mended() -> None:
    """Nobody knows which of its halves was meant."""
    tie = polygon((4.4, 50.4), (4.5, 50.5), (4.5, 50.4), (4.4, 50.5))
    reading = read_places_layer(places((tie, {"n": "A"})), BOUNDARIES, "n", kind=PlaceKind.STREET)
    assert [fault.kind for fault in reading.faults] == [K.INVALID_GEOMETRY]


def test_a_column_that_is_not_there_is_a_fault() -> None:
    """Each one is named."""
    content = places((point(4.43, 50.4), {"name": "A"}))
    reading = read_places_layer(content, BOUNDARIES, "label", kind_column="kind")
    assert [fault.values["column"] for fault in reading.faults] == ["label", "kind"]
