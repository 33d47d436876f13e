"""National changes that bear on every study of their years, for whoever has not entered them yet."""

from collections.abc import Container, Iterable
from datetime import date

from sqlalchemy import Engine, select

from data.register.database import writing
from data.register.regulation_checks import RegulationDraft
from data.register.regulations import RegulationRecord
from data.register.rules import Regulation
from data.vocabulary import RegulationKind


def _change(in_force: date, ended: date | None, titles: tuple[str, str, str], source: str) -> RegulationDraft:
    return RegulationDraft(
        kind=RegulationKind.NATIONAL_LAW,
        in_force=in_force,
        ended=ended,
        titles=dict(zip(("fr", "nl", "en"), titles, strict=True)),
        source=source,
    )


NATIONAL_CHANGES = (
    _change(
        date(2020, 3, 14),
        date(2020, 6, 7),
        (
            "Fermetures fédérales, première vague de Covid-19",
            "Federale sluitingen, eerste coronagolf",
            "Federal closures, first wave of Covid-19",
        ),
        "Ministerial orders of 13 and 18 March 2020; press, June 2020 (reopening)",
    ),
    _change(
        date(2020, 10, 29),
        date(2021, 6, 8),
        (
            "Fermetures fédérales, deuxième vague de Covid-19",
            "Federale sluitingen, tweede coronagolf",
            "Federal closures, second wave of Covid-19",
        ),
        "Ministerial order of 28 October 2020; RTBF, June 2021 (reopening)",
    ),
    _change(
        date(2022, 6, 1),
        None,
        (
            "Réforme du droit pénal sexuel",
            "Hervorming van het seksueel strafrecht",
            "Reform of sexual criminal law",
        ),
        "Reform of the sexual penal code, in force on 1 June 2022",
    ),
    _change(
        date(2024, 12, 1),
        None,
        (
            "Loi sur le contrat de travail des travailleurs et travailleuses du sexe",
            "Wet over de arbeidsovereenkomst van sekswerkers",
            "Law on the employment contract of sex workers",
        ),
        "Law on the employment of sex workers, in force on 1 December 2024",
    ),
)
"""In the order in which they came into force. Closures differed between municipalities; dates are federal."""


def missing_national_changes(rules: Iterable[RegulationRecord]) -> tuple[RegulationDraft, ...]:
    """
    Return the national changes that the ledger does not hold.

    Parameters
    ----------
    rules : iterable of RegulationRecord
        The ledger.

    Returns
    -------
    tuple of RegulationDraft
        Some of `NATIONAL_CHANGES`; a national law of the same day counts as the same, whatever its title.
    """
    return _missing({rule.in_force for rule in rules if rule.kind is RegulationKind.NATIONAL_LAW})


def add_national_changes(engine: Engine) -> int:
    """
    Add the national changes that the ledger does not hold, in one transaction.

    Parameters
    ----------
    engine : Engine
        The register.

    Returns
    -------
    int
        How many were added.
    """
    with writing(engine) as session:
        national = select(Regulation.in_force).where(Regulation.kind == RegulationKind.NATIONAL_LAW)
        missing = _missing({*session.scalars(national)})
        session.add_all(to_row(change) for change in missing)
        return len(missing)


def to_row(change: RegulationDraft) -> Regulation:
    """
    Return a national change as a row of the ledger.

    Parameters
    ----------
    change : RegulationDraft
        One of `NATIONAL_CHANGES`.

    Returns
    -------
    Regulation
        Not yet in a session.
    """
    return Regulation(
        kind=change.kind,
        in_force=change.in_force,
        ended=change.ended,
        title_fr=change.titles["fr"],
        title_nl=change.titles["nl"],
        title_en=change.titles["en"],
        source=change.source,
    )


def _missing(known: Container[date]) -> tuple[RegulationDraft, ...]:
    return tuple(change for change in NATIONAL_CHANGES if change.in_force not in known)
