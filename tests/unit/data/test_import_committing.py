"""Commit, idempotence, replacement and undo, on both databases."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from data.i18n import translator
from data.imports.checking import fingerprint
from data.imports.committing import commit, preview
from data.imports.comparing import compare, differences
from data.imports.directory import load_directory
from data.imports.exporting import load_content
from data.imports.reporting import difference_table, summary, totals, visit_table
from data.imports.undoing import NothingToUndoError, load_batches, undo
from data.register import tables as t
from data.register.database import load_state, writing
from data.register.intake import ImportBatch, ImportReplaced
from tests.import_kit import NOON, bring_in, check, csv, everything, fill

HEADER = (
    "activité;date;heure;lieu;antenne;minutes;résultat;équipe;départ;retour;sexe;nombre;nature;mode;"
    "soin;matériel;quantité;police;tension;demi-journée;commune"
)

FIRST = csv(
    "terrain;05/03/2019;21h30;Triangle;;45;;;20h00;00h30;F;2;;;;;;oui;calme;;",
    "terrain;05/03/2019;21h30;Triangle;;;;;;;H;1;logement;relais;;;;;;;",
    "terrain;05/03/2019;23h10;Rue du Rivage;;20;personne vue;;20h00;00h30;;;;;;;;;;;",
    "terrain;06/03/2019;15h00;Bar 1, axe de Baisy-Thy;;30;contact;genappe-1;;;F;3;;;trod;condoms;40;;;;",
    "permanence;06/03/2019;;;Charleroi;;;;;;;12;;;;;;;;matin;",
    "permanence;06/03/2019;;;Charleroi;;;;;;;9;;;;;;;;après-midi;",
    "permanence;06/03/2019;;;Charleroi;;;;;;;;santé;accompagnement;;;;;;;",
    "en ligne;07/03/2019;;;Genappe;;;;;;;2;;;;;;;;;Charleroi",
    header=HEADER,
)

CORRECTED = csv(
    # Another duration and one contact less; the bar was visited by nobody's pair; one visit is new.
    "terrain;05/03/2019;21h30;Triangle;;60;;;20h00;00h30;F;2;;;;;;oui;tendu;;",
    "terrain;05/03/2019;23h10;Rue du Rivage;;20;personne vue;;20h00;00h30;;;;;;;;;;;",
    "terrain;06/03/2019;15h00;Bar 1, axe de Baisy-Thy;;30;contact;;;;F;3;;;trod;condoms;40;;;;",
    "terrain;06/03/2019;16h00;Triangle;;10;fermé;;;;;;;;;;;;;;",
    "permanence;06/03/2019;;;Charleroi;;;;;;;13;;;;;;;;matin;",
    "en ligne;07/03/2019;;;Genappe;;;;;;;2;;;;;;;;;Charleroi",
    header=HEADER,
)


@pytest.fixture
def small(register: Engine) -> Engine:
    """A register with a few places, on each database."""
    fill(register)
    return register


def test_what_was_read_is_what_is_stored(small: Engine) -> None:
    """The register gives back the content of the file."""
    checked = check(small, FIRST)
    bring_in(small, FIRST)
    assert load_content(small) == checked.content


def test_rounds_gather_the_visits_of_a_team_and_an_evening(small: Engine) -> None:
    """Two visits of one round share it; its end after midnight is on the next day."""
    bring_in(small, FIRST)
    with Session(small) as session:
        rounds = session.scalars(select(t.Round).order_by(t.Round.day)).all()
        assert [(one.day, one.team_id, one.service_id) for one in rounds] == [
            (date(2019, 3, 5), None, 1),
            (date(2019, 3, 6), 1, 2),
        ]
        assert rounds[0].started_at is not None
        assert rounds[0].ended_at is not None
        assert rounds[0].ended_at - rounds[0].started_at == timedelta(hours=4, minutes=30)


def test_the_same_file_twice_adds_nothing(small: Engine) -> None:
    """Not a row, not a batch, not a revision."""
    bring_in(small, FIRST)
    before, revision = everything(small, without_batches=False), load_state(small).revision
    receipt = bring_in(small, FIRST)
    assert receipt.batch is None
    assert (len(receipt.plan.unchanged), len(receipt.plan.unchanged_days)) == (3, 3)
    assert everything(small, without_batches=False) == before
    assert load_state(small).revision == revision


def test_the_same_content_in_another_form_adds_nothing(small: Engine) -> None:
    """Idempotence is by content, not by the bytes of the file."""
    bring_in(small, csv("05/03/2019;21h30;Triangle;45;rencontre;F;1"))
    other = csv(
        "",
        "2019-03-05,21:30,TRIANGLE,0:45,met,woman,",
        header="Date,Arrival,Place,Minutes,Outcome,Sex,Count",
    )
    assert bring_in(small, other).batch is None


def test_a_corrected_file_replaces_what_it_replaces(small: Engine) -> None:
    """Visits and sets of the file are exchanged, the rest stays; the id of a visit stays."""
    bring_in(small, FIRST)
    with Session(small) as session:
        ids = set(session.scalars(select(t.Visit.id)))
    receipt = bring_in(small, CORRECTED)
    assert (len(receipt.plan.new), len(receipt.plan.replaced), len(receipt.plan.unchanged)) == (1, 2, 1)
    assert len(receipt.plan.replaced_days) == 1
    expected = check(small, CORRECTED).content
    stored = load_content(small)
    assert stored.visits == expected.visits
    # The intervention at the office is another set of that day, of which the file says nothing.
    assert {key.table for key in stored.days} == {"drop_in_visit", "intervention", "online_contact"}
    with Session(small) as session:
        assert ids < set(session.scalars(select(t.Visit.id)))
        # The round of the pair has lost its only visit.
        assert session.scalars(select(t.Round.team_id).distinct()).all() == [None]


def test_undo_of_the_last_import_restores_the_register(small: Engine) -> None:
    """Row by row, after a first import and after a correction."""
    states = [everything(small)]
    for data in (FIRST, CORRECTED):
        bring_in(small, data)
        states.append(everything(small))
    assert states[0] != states[1] != states[2]
    for batch in (2, 1):
        undo(small, batch, NOON)
        states.pop()
        assert everything(small) == states[-1]
    assert [batch.undone_at for batch in load_batches(small)] == [NOON, NOON]
    with Session(small) as session:
        assert session.scalars(select(ImportReplaced)).all() == []


def test_undo_leaves_what_was_entered_since(small: Engine) -> None:
    """A round planned by hand after the import stays."""
    bring_in(small, FIRST)
    with writing(small) as session:
        session.add(t.Round(service_id=1, status="planned", day=date(2019, 4, 1)))
    undo(small, 1, NOON)
    with Session(small) as session:
        assert session.scalars(select(t.Round.day)).all() == [date(2019, 4, 1)]


def test_a_round_whose_id_was_taken_comes_back_under_another(small: Engine) -> None:
    """SQLite gives the id of a deleted row to the next one; the visit still finds its round."""
    bring_in(small, FIRST)
    bring_in(small, CORRECTED)
    before = load_content(small)
    with writing(small) as session:
        session.add(t.Round(id=2, service_id=1, status="done", day=date(2018, 1, 1)))
    undo(small, 2, NOON)
    assert load_content(small) == check(small, FIRST).content
    assert load_content(small) != before


def test_only_the_last_standing_import_can_be_undone(small: Engine) -> None:
    """Each undo names its import; a second wish for the same one fails and changes nothing."""
    bring_in(small, FIRST)
    bring_in(small, CORRECTED)
    for wrong in (1, 3):
        with pytest.raises(NothingToUndoError, match=str(wrong)):
            undo(small, wrong, NOON)
    undo(small, 2, NOON)
    before = everything(small, without_batches=False)
    with pytest.raises(NothingToUndoError):
        undo(small, 2, NOON)
    assert everything(small, without_batches=False) == before


def test_an_import_can_be_made_again_after_its_undo(small: Engine) -> None:
    """Undo leaves nothing in the way."""
    bring_in(small, FIRST)
    undo(small, 1, NOON)
    receipt = bring_in(small, FIRST)
    assert receipt.batch == 2
    assert load_content(small) == check(small, FIRST).content


def test_a_file_with_faults_is_not_written(small: Engine) -> None:
    """Not even its good rows."""
    before = everything(small, without_batches=False)
    data = csv("05/03/2019;21h30;Triangle;45;rencontre;F;1", "05/03/2019;21h30;Ailleurs;45;rencontre;F;1")
    checked = check(small, data)
    with pytest.raises(ValueError, match="1 faults"):
        commit(small, checked, fingerprint(data), NOON)
    assert everything(small, without_batches=False) == before


def test_a_failure_half_way_leaves_nothing(small: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """All or nothing."""
    before = everything(small, without_batches=False)
    monkeypatch.setattr("data.imports.committing.keep_empty_rounds", _fail)
    with pytest.raises(RuntimeError, match="power cut"):
        bring_in(small, FIRST)
    assert everything(small, without_batches=False) == before


def _fail(*_arguments: object) -> None:
    message = "power cut"
    raise RuntimeError(message)


def test_the_batch_says_what_happened(small: Engine) -> None:
    """Counts and moment; never the name of the file."""
    bring_in(small, FIRST)
    bring_in(small, CORRECTED)
    last = load_batches(small)[0]
    assert (last.id, last.rows, last.added, last.replaced, last.unchanged) == (2, 6, 1, 2, 1)
    assert (last.imported_at, last.undone_at) == (NOON, None)
    with Session(small) as session:
        assert session.get_one(ImportBatch, 2).sha256 == fingerprint(CORRECTED)


def test_the_preview_says_what_would_change_and_writes_nothing(small: Engine) -> None:
    """Counts, sentences and differences."""
    bring_in(small, FIRST)
    before = everything(small, without_batches=False)
    checked = check(small, CORRECTED)
    plan, stored = preview(small, checked.content)
    translate = translator("en")
    lines = summary(checked, plan, translate)
    assert "Visits: 1 new, 2 replaced, 1 unchanged." in lines
    assert "Days of a service outside visits: 0 new, 1 replaced, 1 unchanged." in lines
    directory = load_directory(small)
    table = difference_table(plan, checked.content, stored.content, directory, translate)
    assert ("Minutes at the place", "45", "60") in set(
        table[["what", "before", "after"]].itertuples(index=False, name=None)
    )
    assert ("Mood of the place", "Calm", "Tense") in set(
        table[["what", "before", "after"]].itertuples(index=False, name=None)
    )
    assert ("Team", "genappe-1", "—") in set(
        table[["what", "before", "after"]].itertuples(index=False, name=None)
    )
    assert table["after"].str.contains("13 × Morning").any()
    assert table["before"].str.contains("1 × Man").any()
    examples = visit_table(plan.new, checked.content, directory, translate)
    assert examples[["place", "outcome", "contacts"]].to_numpy().tolist() == [["Triangle", "Closed", 0]]
    assert everything(small, without_batches=False) == before


def test_a_file_compared_with_itself_has_no_differences(small: Engine) -> None:
    """And changes nothing."""
    content = check(small, FIRST).content
    plan = compare(content, content)
    assert plan.changes_nothing
    assert list(differences(plan, content, content)) == []


def test_totals_count_people_but_events_once(small: Engine) -> None:
    """An event of forty participants is one event."""
    header = "activité;date;antenne;type d'événement;nombre"
    content = check(small, csv("sensibilisation;05/03/2019;Charleroi;film;40", header=header)).content
    assert totals(content) == {"awareness_event": 1}
    assert totals(check(small, FIRST).content)["contact"] == 6


def test_progress_reaches_its_end(small: Engine) -> None:
    """And never goes back."""
    told: list[float] = []
    checked = check(small, FIRST)
    commit(small, checked, fingerprint(FIRST), NOON, told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_a_blank_file_changes_nothing(small: Engine) -> None:
    """A template that nobody has filled in is no import."""
    receipt = bring_in(small, csv())
    assert receipt.batch is None
    assert load_batches(small) == []
    said = summary(check(small, csv()), receipt.plan, translator("en"))
    assert said[-1] == "The file has no row of data: there is nothing to import."
