"""The only way to the result of a study: by the number of a specification that was declared before."""

from datetime import date, datetime

from sqlalchemy import Engine

from data.i18n import mark
from data.studies.figures import Difference, compare_figures, figures_of
from data.studies.keeping import KeptRun, StudyError, keep_run, load_study, undeclared
from geo.displacement.model import Panel
from geo.displacement.results import StudyResult
from geo.displacement.study import analyse
from geo.displacement.windows import spec_faults


def run(engine: Engine, uid: str, number: int, panel: Panel) -> StudyResult:
    """
    Ask for the result of a declared specification.

    Parameters
    ----------
    engine : Engine
        The register.
    uid : str
        The study.
    number : int
        Of the specification within it.
    panel : Panel
        The register's months as they are now.

    Returns
    -------
    StudyResult
        Descriptive only where there is too little.

    Raises
    ------
    StudyError
        If it was not declared, was changed since, or does not fit the register any more.
    """
    study = load_study(engine, uid)
    kept = None if study is None else next((one for one in study.specs if one.number == number), None)
    if kept is None:
        raise undeclared()
    if kept.spec.digest != kept.digest:
        raise StudyError(
            mark("This specification was changed after it was declared."), mark("Declare it anew.")
        )
    if spec_faults(kept.spec, panel):
        raise StudyError(
            mark("The register no longer reaches over the months of this study."),
            mark("Declare shorter windows, or ask on a register that holds them."),
        )
    return analyse(panel, kept.spec)


def record_run(
    engine: Engine, uid: str, number: int, result: StudyResult, *, data_to: date, revision: int, now: datetime
) -> KeptRun:
    """
    Keep the headline figures of a result, to compare later ones with.

    Parameters
    ----------
    engine : Engine
        The register.
    uid : str
        The study.
    number : int
        Of the specification.
    result : StudyResult
        What `run` found.
    data_to : date
        Last day of the register.
    revision : int
        Its revision; the same is kept once.
    now : datetime
        UTC.

    Returns
    -------
    KeptRun
        As it is kept.

    Raises
    ------
    StudyError
        If there is no such study or specification, or the result is one of another.
    """
    study = load_study(engine, uid)
    declared = {one.number: one.digest for one in study.specs} if study is not None else {}
    if declared.get(number) != result.spec.digest:
        raise undeclared()
    found = KeptRun(number, now, data_to, revision, figures_of(result))
    keep_run(engine, uid, found)
    return found


def compare_runs(before: KeptRun, after: KeptRun) -> tuple[Difference, ...]:
    """
    Put two runs side by side.

    Parameters
    ----------
    before, after : KeptRun
        The earlier and the later one.

    Returns
    -------
    tuple of Difference
        Every figure that either knows.
    """
    return compare_figures(before.figures, after.figures)
