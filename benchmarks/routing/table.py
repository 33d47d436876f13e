"""What a run found, as a table beside best-known values and other solvers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import mean

OURS = "Maraude"


@dataclass(frozen=True)
class Answer:
    """
    What a solver found on an instance.

    Attributes
    ----------
    value : float or None
        Its objective; None where it found nothing that keeps the rules.
    seconds : float
        CPU seconds that it took.
    """

    value: float | None
    seconds: float


@dataclass(frozen=True)
class Row:
    """
    One instance.

    Attributes
    ----------
    instance : str
        Its name.
    size : int
        Customers, places or sites.
    answers : mapping of str to Answer
        By solver.
    best_known : float or None
        From the literature, or proven.
    facts : mapping of str to str
        Further columns.
    """

    instance: str
    size: int
    answers: Mapping[str, Answer]
    best_known: float | None = None
    facts: Mapping[str, str] = field(default_factory=dict)

    def gap(self, solver: str = OURS, *, is_prize: bool = False) -> float | None:
        """Return by how many per cent a solver is worse than the best known."""
        answer = self.answers.get(solver)
        if answer is None or answer.value is None or not self.best_known:
            return None
        worse = self.best_known - answer.value if is_prize else answer.value - self.best_known
        return 100 * worse / self.best_known


@dataclass(frozen=True)
class Aim:
    """
    Something to reach.

    Attributes
    ----------
    what, found : str
        In words and figures.
    is_met : bool
        Whether it is reached.
    """

    what: str
    found: str
    is_met: bool


@dataclass(frozen=True)
class Section:
    """
    A family's part of the report.

    Attributes
    ----------
    title : str
        Heading.
    notes : tuple of str
        How to read it.
    rows : tuple of Row
        One an instance.
    aims : tuple of Aim
        What was to be reached.
    is_prize : bool
        Whether more is better.
    """

    title: str
    notes: tuple[str, ...]
    rows: tuple[Row, ...]
    aims: tuple[Aim, ...] = ()
    is_prize: bool = False


def gap_aims(
    rows: Sequence[Row], mean_pct: float, worst_pct: float | None, which: str, *, is_prize: bool = False
) -> list[Aim]:
    """Return aims on the mean gap of rows and, where there is one, on the worst."""
    gaps = [gap for row in rows if (gap := row.gap(is_prize=is_prize)) is not None]
    if not gaps:
        return []
    aims = [Aim(f"{which}: mean gap at most {mean_pct:g} %", f"{mean(gaps):.2f} %", mean(gaps) <= mean_pct)]
    if worst_pct is not None:
        worst = max(gaps)
        aims.append(Aim(f"{which}: worst gap at most {worst_pct:g} %", f"{worst:.2f} %", worst <= worst_pct))
    return aims


def render(section: Section) -> str:
    """Return a section in Markdown."""
    solvers = list(dict.fromkeys(solver for row in section.rows for solver in row.answers))
    facts = list(dict.fromkeys(fact for row in section.rows for fact in row.facts))
    head = ["instance", "size", "best known"]
    for solver in solvers:
        head += [solver, "gap", "CPU s"]
    lines = [_line([*head, *facts]), _line(["---", *["--:"] * (len(head) - 1 + len(facts))])]
    for row in section.rows:
        cells = [row.instance, str(row.size), _number(row.best_known)]
        for solver in solvers:
            answer = row.answers.get(solver)
            gap = row.gap(solver, is_prize=section.is_prize)
            cells += [
                _number(answer.value) if answer else "",
                "" if gap is None else f"{gap:.2f} %",
                f"{answer.seconds:.1f}" if answer else "",
            ]
        lines.append(_line([*cells, *(row.facts.get(fact, "") for fact in facts)]))
    lines += _means(section, solvers, len(facts))
    parts = [f"## {section.title}", *(f"* {note}" for note in section.notes)]
    text = "\n".join([parts[0], "", *parts[1:], "", *lines])
    return f"{text}\n\n{_aims(section.aims)}" if section.aims else f"{text}\n"


def _means(section: Section, solvers: Iterable[str], facts: int) -> list[str]:
    """Return the line of mean gaps, where there are gaps."""
    cells = ["mean", "", ""]
    found = False
    for solver in solvers:
        gaps = [
            gap for row in section.rows if (gap := row.gap(solver, is_prize=section.is_prize)) is not None
        ]
        found = found or bool(gaps)
        cells += ["", f"{mean(gaps):.2f} %" if gaps else "", ""]
    return [_line([*cells, *[""] * facts])] if found else []


def _aims(aims: Iterable[Aim]) -> str:
    """Return the table of aims."""
    lines = [_line(["aim", "found", "met"]), _line(["---", "--:", "---"])]
    lines += [_line([aim.what, aim.found, "yes" if aim.is_met else "no"]) for aim in aims]
    return "\n".join(lines) + "\n"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:,.2f}"
