"""Made-up identifiers of every kind that a register could be given by mistake, in French and Dutch."""

from collections.abc import Callable, Iterator

import numpy as np
from stdnum import iban as stdnum_iban

FIRST_NAMES = (
    *("Aïcha", "Anneleen", "Brigitte", "Chloé", "Dirk", "Éléonore", "Fatima", "Geert", "Greet", "Hélène"),
    *("Ilse", "Jan", "Jean-Pierre", "Katrien", "Lieve", "Marie", "Mehdi", "Nadia", "Oksana", "Pieter"),
    *("Rachida", "Sofie", "Thérèse", "Veerle", "Wim", "Xavier", "Yves", "Zoë"),
)

LAST_NAMES = (
    *("Janssens", "Peeters", "Maes", "Dupont", "Lambert", "Dubois", "Van den Broeck", "El Amrani", "De Smet"),
    *("D'Hondt", "Vandenberghe", "Öztürk", "Popescu", "Ivanova", "Lefèvre", "Claes", "Wouters", "N'Diaye"),
)

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"

Draw = np.random.Generator


def _digits(rng: Draw, count: int) -> str:
    return "".join(str(digit) for digit in rng.integers(0, 10, count))


def _letters(rng: Draw, count: int) -> str:
    return "".join(LETTERS[letter] for letter in rng.integers(0, len(LETTERS), count))


def _pick(rng: Draw, words: tuple[str, ...]) -> str:
    return words[int(rng.integers(len(words)))]


def national_number(rng: Draw) -> str:
    """A national register number, of somebody born in this century or the last, in a usual writing."""
    year, month, day = int(rng.integers(1945, 2008)), int(rng.integers(1, 13)), int(rng.integers(1, 29))
    month += _pick_number(rng, (0, 0, 0, 20, 40))
    serial = int(rng.integers(1, 998))
    first = f"{year % 100:02d}{month:02d}{day:02d}{serial:03d}"
    check = 97 - int(("2" if year >= 2000 else "") + first) % 97
    whole = f"{first}{check:02d}"
    parts = (whole[:2], whole[2:4], whole[4:6], whole[6:9], whole[9:])
    return _pick_form(
        rng, ("{0}.{1}.{2}-{3}.{4}", "{0}{1}{2}{3}{4}", "{0} {1} {2} {3} {4}", "{0}{1}{2}-{3}-{4}"), parts
    )


def _pick_number(rng: Draw, numbers: tuple[int, ...]) -> int:
    return numbers[int(rng.integers(len(numbers)))]


def _pick_form(rng: Draw, forms: tuple[str, ...], parts: tuple[str, ...]) -> str:
    return _pick(rng, forms).format(*parts)


def mobile(rng: Draw) -> str:
    """A Belgian mobile number."""
    parts = (f"4{_pick(rng, ('6', '7', '8', '9'))}{_digits(rng, 1)}", *(_digits(rng, 2) for _ in range(3)))
    forms = (
        "0{0} {1} {2} {3}",
        "0{0}/{1}.{2}.{3}",
        "0{0}{1}{2}{3}",
        "+32 {0} {1} {2} {3}",
        "0032{0}{1}{2}{3}",
    )
    return _pick_form(rng, (*forms, "0{0}-{1}{2}{3}", "+32(0){0}.{1}.{2}.{3}", "0{0}/{1}{2}{3}"), parts)


def landline(rng: Draw) -> str:
    """A Belgian landline number."""
    zone = _pick(rng, ("071", "010", "02", "03", "04", "09", "081", "064", "051"))
    first = str(rng.integers(2, 10))
    rest = (first + _digits(rng, 2), _digits(rng, 2), _digits(rng, 2))
    if len(zone) == 3:
        rest = (first + _digits(rng, 1), _digits(rng, 2), _digits(rng, 2))
    return _pick_form(
        rng, ("{0}/{1}.{2}.{3}", "{0} {1} {2} {3}", "{0}{1}{2}{3}", "{0}-{1}-{2}-{3}"), (zone, *rest)
    )


def foreign_phone(rng: Draw) -> str:
    """A French, Dutch, Romanian or Moroccan number."""
    start = _pick(rng, ("+33 6 ", "+31 6", "0031-6", "+40 7", "+212 6", "0033 7 ", "+49 15"))
    return start + " ".join(_digits(rng, 2) for _ in range(4))


def account(rng: Draw) -> str:
    """A Belgian, Dutch, French or German account."""
    first = _digits(rng, 10)
    bban = {
        "BE": f"{first}{int(first) % 97 or 97:02d}",
        "NL": f"INGB{_digits(rng, 10)}",
        "FR": f"{_digits(rng, 10)}{_digits(rng, 11)}{_digits(rng, 2)}",
        "DE": _digits(rng, 18),
    }
    country = _pick(rng, ("BE", "BE", "BE", "NL", "FR", "DE"))
    number = f"{country}{stdnum_iban.calc_check_digits(country + '00' + bban[country])}{bban[country]}"
    return number if rng.random() < 0.4 else stdnum_iban.format(number)


def plate(rng: Draw) -> str:
    """A Belgian, French or Dutch licence plate."""
    letters, digits = _letters(rng, 3), _digits(rng, 3)
    forms = (
        *("{2}-{0}-{1}", "{2}{0}{1}", "{2} {0} {1}", "{0}-{1}", "{1}-{0}"),
        *("{3}-{1}-{4}", "{3}-{5}-{0}", "{5}-{0}-{2}"),
    )
    parts = (letters, digits, str(rng.integers(1, 3)), letters[:2], _letters(rng, 2), digits[:2])
    return _pick_form(rng, forms, parts)


def titled_name(rng: Draw) -> str:
    """Somebody's name with a title."""
    title = _pick(
        rng, ("Mme", "M.", "Mr", "Mlle", "Madame", "Monsieur", "Mevr.", "Dhr.", "Mevrouw", "De heer")
    )
    return f"{title} {_pick(rng, LAST_NAMES)}"


def bare_name(rng: Draw) -> str:
    """Somebody's first name, or first and last name."""
    first = _pick(rng, FIRST_NAMES)
    last = _pick(rng, LAST_NAMES)
    return _pick_form(rng, ("{0}", "{0} {1}", "{1}, {0}", "{0} {2}."), (first, last, last[0]))


def birth(rng: Draw) -> str:
    """Initials or a name with a date or a year of birth."""
    day = f"{rng.integers(1, 29):02d}/{rng.integers(1, 13):02d}/{rng.integers(1960, 2003)}"
    first, last = _pick(rng, FIRST_NAMES), _pick(rng, LAST_NAMES)
    forms = ("{0}.{1}. {2}", "née le {3}", "geboren op {3}", "{4}, née en {2}", "°{3}", "{0}.{1}., 34 ans")
    return _pick_form(rng, forms, (first[0], last[0], day[-4:], day, first))


def mail(rng: Draw) -> str:
    """An e-mail address."""
    host = _pick(rng, ("example.be", "example.org", "mail.example.com", "telenet.example"))
    name = _pick(rng, ("anna", "j.peeters", "fatima_84", "l-lambert", "nadia+b"))
    return f"{name}{_digits(rng, 2)}{_pick(rng, ('@', '@', '@', ' @ ', '(at)', '[at]'))}{host}"


def handle(rng: Draw) -> str:
    """An account of a social network."""
    name = _pick(rng, ("lola", "sexy.nadia", "anna_chrl", "bella")) + _digits(rng, 2)
    forms = ("@{0}", "insta: {0}", "Instagram {0}", "snap: {0}", "facebook.com/{0}", "fb: {0}")
    return _pick_form(rng, (*forms, "Telegram @{0}", "t.me/{0}", "whatsapp {0}", "tiktok : {0}"), (name,))


def address(rng: Draw) -> str:
    """A page about somebody."""
    name = _pick(rng, ("lola", "nadia", "bella")) + _digits(rng, 3)
    forms = ("https://www.example.com/annonce/{0}", "http://example.be/{0}", "www.example.net/{0}.html")
    return _pick_form(rng, (*forms, "example-escorts.com/profil/{0}", "onlyfans.com/{0}"), (name,))


def identity_card(rng: Draw) -> str:
    """A Belgian identity card: twelve digits, the last two their remainder by 97."""
    first = f"59{_digits(rng, 8)}"
    whole = f"{first}{int(first) % 97 or 97:02d}"
    parts = (whole[:3], whole[3:10], whole[10:])
    return _pick_form(rng, ("{0}-{1}-{2}", "{0} {1} {2}", "{0}{1}{2}", "carte {0}-{1}-{2}"), parts)


def passport(rng: Draw) -> str:
    """A Belgian, French or Dutch passport."""
    forms = ("{0}{1}", "{0} {1}", "passeport {0}{1}", "{2}{0}{3}", "paspoort {0}{4}")
    parts = (_letters(rng, 2), _digits(rng, 6), _digits(rng, 2), _digits(rng, 5), _digits(rng, 7))
    return _pick_form(rng, forms, parts)


def person_code(rng: Draw) -> str:
    """A code of somebody in another register."""
    forms = (
        "dossier {0}",
        "patient n° {0}",
        "fiche {0}",
        "cliënt {0}",
        "dossiernr. {0}",
        "usager n°{0}",
        "{1}{0}",
    )
    return _pick_form(rng, forms, (_digits(rng, 4), _letters(rng, 2)))


MAKERS: dict[str, Callable[[Draw], str]] = {
    one.__name__: one
    for one in (
        *(national_number, mobile, landline, foreign_phone, account, plate, titled_name, bare_name),
        *(birth, mail, handle, address, identity_card, passport, person_code),
    )
}
"""How each kind is made."""


def seeds(seed: int = 20141201, each: int = 24) -> Iterator[tuple[str, str]]:
    """Yield kinds and identifiers, the same for the same seed; each is made only once."""
    rng = np.random.default_rng(seed)
    known: set[str] = set()
    for kind, make in MAKERS.items():
        count = 0
        while count < each:
            text = make(rng)
            if text not in known:
                known.add(text)
                count += 1
                yield kind, text
