"""Studies on their screen after a while: further designs, newer data, and what is gone or damaged."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from data.register.database import writing
from data.register.rules import Regulation
from data.studies.keeping import declare
from geo.displacement.model import AnalysisSpec, EffortRule, Window
from tests.app.conftest import OpenScreen
from tests.displacement_page_kit import NOW, QUESTION, assert_answered, ban, kept, only_study, words
from tests.screen_kit import engine_of, press

pytestmark = pytest.mark.usefixtures("same_language")


def test_a_further_design_is_counted(demo: Path, open_screen: OpenScreen, proposed: AnalysisSpec) -> None:
    """Another design starts from the one that is open, is kept beside it, and the count is shown."""
    app = open_screen("displacement", study=kept(demo, proposed))
    press(app, "another_design")
    assert app.subheader[0].value.startswith(QUESTION)
    assert "1 design was tried" in words(app)
    app.radio(key=f"displacement_effort_{ban(demo)}").set_value(EffortRule.PROPORTIONAL).run()
    press(app, "declare_study")
    assert [one.number for one in only_study(demo).specs] == [1, 2]
    assert "Designs declared for this rule: 2" in words(app)
    app.selectbox(key="spec").set_value(1).run()
    assert "Design no. 1" in words(app)


def test_leaving_a_further_design_shows_the_result_again(
    demo: Path, open_screen: OpenScreen, proposed: AnalysisSpec
) -> None:
    """Nothing is kept of a design that nobody declared."""
    app = open_screen("displacement", study=kept(demo, proposed))
    press(app, "another_design")
    press(app, "leave_design")
    assert_answered(app)
    assert len(only_study(demo).specs) == 1


def test_pages_that_tell_together_are_warned_of(
    demo: Path, open_screen: OpenScreen, proposed: AnalysisSpec
) -> None:
    """A design that differs by a zone is named beside the files; alone, nothing is said."""
    uid = kept(demo, proposed)
    app = open_screen("displacement", study=uid)
    assert "Nearly equal" not in words(app)
    compared = next(one for one in proposed.control)
    near = replace(proposed, control=tuple(zone for zone in proposed.control if zone != compared))
    declare(engine_of(demo), ban(demo), near, NOW, uid)
    app = open_screen("displacement", study=uid, spec="2")
    assert "Nearly equal: no. 1 of 01/01/2020." in words(app)


def test_newer_data_show_what_differs(demo: Path, open_screen: OpenScreen, proposed: AnalysisSpec) -> None:
    """After the register has changed the earlier figures stand beside those of now, until these are kept."""
    uid = kept(demo, proposed)
    open_screen("displacement", study=uid)
    with writing(engine_of(demo)) as session:
        longer = text("UPDATE visit SET minutes = minutes + 20 WHERE place_id = :zone AND day > '2015-06-01'")
        session.execute(longer, {"zone": proposed.treated[0]})
    app = open_screen("displacement", study=uid)
    assert "The register has changed since" in words(app)
    press(app, "keep_look")
    assert "The same as on" in words(app)
    assert len(only_study(demo).runs) == 2


def test_places_that_are_gone_count_nowhere(
    demo: Path, open_screen: OpenScreen, proposed: AnalysisSpec
) -> None:
    """A study that names a place the register has lost says so, and answers for the others."""
    uid = kept(demo, replace(proposed, displaced=(*proposed.displaced, 999_999)))
    app = open_screen("displacement", study=uid)
    assert "1 zone of this study is no longer in the register" in words(app)
    assert_answered(app)


def test_months_outside_the_register_are_refused(
    demo: Path, open_screen: OpenScreen, proposed: AnalysisSpec
) -> None:
    """A study of months that the register does not hold is not answered, and says what to do."""
    early = replace(proposed, pre=Window(proposed.pre.first - 240, proposed.pre.years))
    app = open_screen("displacement", study=kept(demo, early))
    assert "no longer reaches over the months" in words(app)
    assert not app.metric


def test_a_study_outlives_its_rule(demo: Path, open_screen: OpenScreen, proposed: AnalysisSpec) -> None:
    """The result of a rule that was deleted can still be opened by its link."""
    uid = kept(demo, proposed)
    with writing(engine_of(demo)) as session:
        session.delete(session.get_one(Regulation, ban(demo)))
    app = open_screen("displacement", study=uid)
    assert_answered(app)


def test_a_damaged_design_is_named_and_the_others_open(
    demo: Path, open_screen: OpenScreen, proposed: AnalysisSpec
) -> None:
    """Its address leads to the design that can be read; the one that cannot is named, with what to do."""
    uid = kept(demo, proposed)
    other = replace(proposed, effort=EffortRule.PROPORTIONAL)
    declare(engine_of(demo), ban(demo), other, NOW, uid)
    damage(demo, 2)
    app = open_screen("displacement", study=uid, spec="2")
    assert_answered(app)
    [warning] = [one.value for one in app.warning]
    assert "1 design can no longer be read" in warning
    assert "design no. 2, declared on 01/01/2020" in warning
    assert "Restore the last backup" in warning


def test_a_register_whose_only_design_is_damaged_offers_a_new_one(
    demo: Path, open_screen: OpenScreen, proposed: AnalysisSpec
) -> None:
    """Declared anew it is answered, and counted once."""
    uid = kept(demo, proposed)
    damage(demo, 1)
    app = open_screen("displacement", study=uid)
    assert "1 design can no longer be read" in words(app)
    assert "There is no such study" not in words(app)
    assert "1 design was tried" in words(app)
    press(app, "declare_study")
    assert_answered(app)
    assert "Only one design was declared" in words(app)


def damage(register: Path, number: int) -> None:
    """Leave a row that is no specification."""
    with engine_of(register).begin() as connection:
        connection.execute(
            text("UPDATE study_spec SET spec = '{' WHERE number = :number"), {"number": number}
        )
