"""Detection of text that could point at a person: telephone numbers, accounts, plates, codes.

The register refuses such text wherever it comes from: it is never cleaned and never stored. Numbers with
check digits are certain; the other kinds are likely, and the one who reads the message decides.
"""

import re
import unicodedata
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache

import pandas as pd
from stdnum import iban
from stdnum.be import bis, nn
from stdnum.iso7064 import mod_97_10

from data.i18n import Translate, mark


class IdentifierKind(StrEnum):
    """What a text seems to hold about a person."""

    PHONE = "phone"
    EMAIL = "email"
    ONLINE_ACCOUNT = "online_account"
    WEB_PAGE = "web_page"
    NATIONAL_NUMBER = "national_number"
    IBAN = "iban"
    IDENTITY_DOCUMENT = "identity_document"
    PLATE = "plate"
    PERSON_CODE = "person_code"
    NAME = "name"


_WORDS = {
    IdentifierKind.PHONE: mark("a telephone number"),
    IdentifierKind.EMAIL: mark("an e-mail address"),
    IdentifierKind.ONLINE_ACCOUNT: mark("an online account"),
    IdentifierKind.WEB_PAGE: mark("a page on the web"),
    IdentifierKind.NATIONAL_NUMBER: mark("a national register number"),
    IdentifierKind.IBAN: mark("a bank account number"),
    IdentifierKind.IDENTITY_DOCUMENT: mark("the number of an identity document"),
    IdentifierKind.PLATE: mark("a licence plate"),
    IdentifierKind.PERSON_CODE: mark("a code that may stand for a person"),
    IdentifierKind.NAME: mark("the name or the birth of a person"),
}

_GAP = r"[ ./\-_()]{0,3}"
_NOT_INSIDE_A_NUMBER = r"(?<!\d)(?<!\d[.,])(?!0\.\d{4})"
# Another number may follow after a gap: only a digit that touches makes a longer one.
_END_OF_NUMBER = r"(?!\d)"


def _digits(count: int) -> str:
    return rf"(?:{_GAP}\d){{{count}}}"


_DATE = re.compile(
    r"(?<!\d)(?:(?:0?[1-9]|[12]\d|3[01])([/.\-])(?:0?[1-9]|1[0-2])\1(?:19|20)\d\d"
    r"|(?:19|20)\d\d([/.\-])(?:0[1-9]|1[0-2])\2(?:0[1-9]|[12]\d|3[01]))(?!\d)"
)

# Belgian subscriber numbers never start with 0 or 1, which tells most of them from dates and amounts. The
# last two forms are what a spreadsheet makes of 0470… and +32 470…: numbers without what came before.
_PHONE = re.compile(
    rf"{_NOT_INSIDE_A_NUMBER}(?:"
    rf"(?:\+|00){_GAP}[1-9](?:{_GAP}\d){{7,14}}"
    rf"|0{_GAP}4{_GAP}[5-9]{_digits(7)}"
    rf"|0{_GAP}[2349]{_GAP}[2-9]{_digits(6)}"
    rf"|0{_GAP}[1-9]{_GAP}\d{_GAP}[2-9]{_digits(5)}"
    rf"|0{_GAP}[789]{_GAP}0{_GAP}\d{_digits(5)}"
    rf"|(?:32)?4[5-9]\d{_GAP}\d\d{_GAP}\d\d{_GAP}\d\d"
    rf"|324[5-9]\d{{7}}"
    rf"){_END_OF_NUMBER}"
)

_EMAIL = re.compile(
    r"[^\s@<>(),;:]{1,64} ?(?:@|\[at\]|\(at\)) ?[^\s@<>(),;:]{1,200}?\.[^\W\d_]{2,}", re.IGNORECASE
)

_NETWORK = (
    r"facebook|fb|instagram|insta|snapchat|snap|tiktok|onlyfans|telegram|whats ?app|signal|viber|messenger"
    r"|skype"
)
# After the name of a network comes an account: behind a sign, or of letters with a digit, a dot or a stroke.
_ONLINE_ACCOUNT = re.compile(
    r"(?<!\w)@[\w.]{3,}"
    r"|\b(?:facebook|fb|instagram|snapchat|tiktok|onlyfans|telegram|whatsapp|t|wa)\.(?:com|me|be)/\w"
    rf"|\b(?:{_NETWORK})\b(?:\s{{0,3}}[:=@]\s{{0,3}}\w|\s{{1,3}}(?=[\w.\-]{{0,40}}[\d_.])[^\W\d][\w.\-]{{3,40}}(?<!\.))",
    re.IGNORECASE,
)

_WEB_PAGE = re.compile(
    r"\bhttps?://\S|\bwww\.\w|\b[\w\-]{2,63}\.(?:com|net|org|info|be|nl|fr|eu|de|lu|xxx|me|io|vlaanderen|brussels)/\w",
    re.IGNORECASE,
)

_NATIONAL_NUMBER = re.compile(rf"(?<!\d)(?=(\d\d{_GAP}\d\d{_GAP}\d\d{_GAP}\d{{3}}{_GAP}\d\d)(?!\d))")
_SHORTENED_NATIONAL_NUMBER = re.compile(r"(?<!\d)[1-9]\d{8,9}(?!\d)")

_IBAN = re.compile(r"(?=([A-Z]{2}[ ]?\d{2}(?:[ .\-]{0,2}[A-Z0-9]){11,30}))")
_SHORTEST_IBAN = 15

_PLATE = re.compile(
    r"(?<![A-Z0-9])(?:[1-9][ .\-]?[A-Z]{3}[ .\-]?\d{3}|[A-Z]{3}[\-.]\d{3}|\d{3}[\-.][A-Z]{3})(?![A-Z0-9])"
)

_PLATE_ABROAD = re.compile(r"(?<![A-Z0-9\-])([A-Z0-9]{1,3})-([A-Z0-9]{1,3})-([A-Z0-9]{1,3})(?![A-Z0-9\-])")
_CHARACTERS_OF_A_PLATE = (6, 7)

# An identity card, and a bank account of before 2008: the last two digits are the remainder by 97.
_CHECKED_BY_97 = re.compile(r"(?<!\d)(\d{3})[ ./\-]?(\d{7})[ ./\-]?(\d{2})(?!\d)")
_PASSPORT = re.compile(
    r"(?<![A-Z0-9])(?:(?!BE |CP |BP |NR |NO )[A-Z]{2} \d{6,7}|\d{2}[A-Z]{2}\d{5}|[A-Z]{3}\d{7})(?![A-Z0-9])"
    r"|\b(?:PASSEPORT|PASPOORT|PASSPORT|CARTE D.IDENTIT[ÉE]|IDENTITEITSKAART|EID)\b[^\d]{0,12}\d{4}"
)

_CODE = re.compile(r"(?<![^\W_])([A-Z]{1,3})([\-_./]?)(\d{3,8})(?![^\W_])", re.IGNORECASE)
_ROAD = re.compile(r"[AENR]\d{3}", re.IGNORECASE)
_NOT_A_PERSON = frozenset(
    {"KM", "PK", "NIS", "INS", "BE", "B", "CP", "BP", "RN", "ART", "NR", "NO", "MAI", "MEI"}
)
_FILE_NUMBER = re.compile(
    r"\b(?:dossier|fiche|matricule|patiente?|usag[eè]re?|b[ée]n[ée]ficiaire|cli[eë]nt|cliente)"
    r"\s*(?:n[°or]?\.?|num[ée]ro|nummer|#|:)?\s*[A-Z]{0,4}[\-_]?\d{2,}",
    re.IGNORECASE,
)
_INITIALS = re.compile(
    r"\b(?:[^\W\d_]\.[ \-]?){2,3},?\s*\(?(?:(?:19|20)\d\d\b|\d\d\s*(?:ans|jaar|years))", re.IGNORECASE
)

_NAME = re.compile(
    r"\b(?:(?:Mme|Mlle|Mr|Mrs|Ms|Madame|Mademoiselle|Monsieur|Mevrouw|Meneer|Juffrouw|[Dd]e heer|Dhr|Mevr"
    r"|Mej|Mw)\.?|M\.)\s+[^\W\d_a-zà-ÿ]"
)
_BIRTH = re.compile(
    r"\b(?:n[ée]e?|geboren|born)\s{1,3}(?:le|en|op|in|on)\s{1,3}(?:\d|[^\W\d_]{3,10}\s{1,3}\d)"
    r"|[°*]\s?\d{1,2}[/.\-]\d{1,2}[/.\-](?:19|20)?\d\d\b",
    re.IGNORECASE,
)


def _holds_national_number(text: str) -> bool:
    full = (match[1] for match in _NATIONAL_NUMBER.finditer(text))
    # A spreadsheet drops the zeros that begin the number of somebody born in 2000 to 2009.
    shortened = (match[0].zfill(11) for match in _SHORTENED_NATIONAL_NUMBER.finditer(text))
    numbers = [re.sub(r"\D", "", number) for number in (*full, *shortened)]
    return any(nn.is_valid(number) or bis.is_valid(number) for number in numbers)


def _holds_iban(text: str) -> bool:
    for match in _IBAN.finditer(text.upper()):
        number = iban.compact(match[1])
        # Words may follow the number, so that its end is not known.
        for end in range(_SHORTEST_IBAN, len(number) + 1):
            rotated = number[4:end] + number[:4]
            if mod_97_10.checksum(rotated) == 1 and iban.is_valid(number[:end], check_country=False):
                return True
    return False


def _holds_plate(text: str) -> bool:
    upper = text.upper()
    return _PLATE.search(upper) is not None or any(map(_is_plate_abroad, _PLATE_ABROAD.findall(upper)))


def _is_plate_abroad(groups: tuple[str, ...]) -> bool:
    """Tell whether three groups make a French or a Dutch plate: each all letters or all digits."""
    pure = all(group.isdigit() or group.isalpha() for group in groups)
    mixed = len({group.isdigit() for group in groups}) > 1
    return pure and mixed and len("".join(groups)) in _CHARACTERS_OF_A_PLATE


def _holds_identity_document(text: str) -> bool:
    for first, middle, check in _CHECKED_BY_97.findall(text):
        if int(check) == (int(first + middle) % 97 or 97):
            return True
    return _PASSPORT.search(text.upper()) is not None


def _holds_name(text: str) -> bool:
    return _NAME.search(text) is not None or _BIRTH.search(text) is not None


def _holds_person_code(text: str) -> bool:
    for letters, _, digits in _CODE.findall(text):
        if letters.upper() not in _NOT_A_PERSON and not _ROAD.fullmatch(letters + digits):
            return True
    return _FILE_NUMBER.search(text) is not None or _INITIALS.search(text) is not None


def _holds_phone(text: str) -> bool:
    return _PHONE.search(_DATE.sub("|", text)) is not None


_TESTS: tuple[tuple[IdentifierKind, Callable[[str], bool]], ...] = (
    (IdentifierKind.PHONE, _holds_phone),
    (IdentifierKind.EMAIL, lambda text: _EMAIL.search(text) is not None),
    (IdentifierKind.ONLINE_ACCOUNT, lambda text: _ONLINE_ACCOUNT.search(text) is not None),
    (IdentifierKind.WEB_PAGE, lambda text: _WEB_PAGE.search(text) is not None),
    (IdentifierKind.NATIONAL_NUMBER, _holds_national_number),
    (IdentifierKind.IBAN, _holds_iban),
    (IdentifierKind.IDENTITY_DOCUMENT, _holds_identity_document),
    (IdentifierKind.PLATE, _holds_plate),
    (IdentifierKind.PERSON_CODE, _holds_person_code),
    (IdentifierKind.NAME, _holds_name),
)


def _plain(text: str) -> str:
    """Undo what hides a number from a pattern: other digits, dashes and spaces, invisible characters."""
    if text.isascii():
        return text
    kept: list[str] = []
    for character in unicodedata.normalize("NFKC", text):
        category = unicodedata.category(character)
        if category == "Cf":
            continue
        if category == "Nd":
            kept.append(str(unicodedata.digit(character)))
        elif category == "Pd" or character == "−":
            kept.append("-")
        else:
            kept.append(" " if category == "Zs" else character)
    return "".join(kept)


@lru_cache(maxsize=4096)
def _kinds(text: str) -> tuple[IdentifierKind, ...]:
    plain = _plain(text)
    return tuple(kind for kind, holds in _TESTS if holds(plain))


def find_identifiers(text: str) -> list[IdentifierKind]:
    """
    Return what *text* seems to hold about a person.

    Parameters
    ----------
    text : str
        A label, a cell of a file, anything a person typed.

    Returns
    -------
    list of IdentifierKind
        In the order of `IdentifierKind`; empty where nothing was found.

    Notes
    -----
    National register numbers (those of foreigners without residence too) and bank accounts are recognised
    by their check digits. Telephone numbers are Belgian ones in any grouping, international ones, and
    Belgian mobile numbers that a spreadsheet shortened. Dates, hours, coordinates, road numbers and
    postal codes are none of these. A name without a title is not recognised: it cannot be told from the
    name of a street or a bar. Where words come from closed lists it is refused all the same.
    """
    return list(_kinds(text))


def identifiers_in(values: pd.Series) -> pd.Series:
    """
    Return for each of *values* what it seems to hold about a person.

    Parameters
    ----------
    values : Series
        Texts, numbers, dates or gaps, as a spreadsheet's column brings them.

    Returns
    -------
    Series
        With the same index: a tuple of `IdentifierKind` for each value, empty where nothing was found.
    """
    codes, distinct = pd.factorize(values, use_na_sentinel=True)
    found = [_kinds(_as_typed(value)) for value in distinct]
    # The sentinel of a gap is -1 and takes the last entry.
    found.append(())
    return pd.Series([found[code] for code in codes], index=values.index, dtype=object, name=values.name)


def _as_typed(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def identifier_term(kind: IdentifierKind, translate: Translate) -> str:
    """
    Return what *kind* is called in a sentence, with its article.

    Parameters
    ----------
    kind : IdentifierKind
        What was found.
    translate : Translate
        The look-up of the language.

    Returns
    -------
    str
        Such as "a telephone number".
    """
    return translate(_WORDS[kind])
