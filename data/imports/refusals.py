"""Columns that the register refuses by their header: identifiers, free text, coordinates."""

from functools import cache

from data.geography.municipalities import fold
from data.imports.columns import accepted_headers
from data.imports.faults import FaultKind

_WORDS = {
    FaultKind.IDENTIFYING_COLUMN: (
        "nom prenom prenoms surnom pseudo pseudonyme alias initiales initiale dossier niss insz matricule "
        "telephone tel gsm portable mobile email mail courriel adresse iban compte plaque "
        "immatriculation "
        "facebook whatsapp instagram snapchat telegram naissance patient patiente usager usagere "
        "naam voornaam achternaam familienaam bijnaam initialen rijksregister rijksregisternummer telefoon "
        "adres rekening rekeningnummer nummerplaat geboortedatum geboorte patientnummer "
        "name firstname surname nickname initials phone address account plate birth "
        "birthdate birthday dob passport passeport"
    ),
    FaultKind.FREE_TEXT: (
        "remarque remarques commentaire commentaires observation observations note notes recit details "
        "detail "
        "description precisions precision memo suivi divers info infos informations journal "
        "opmerking opmerkingen commentaar notitie notities verslag beschrijving "
        "comment comments remark remarks narrative story notes"
    ),
    FaultKind.COORDINATES: (
        "lat latitude lon lng long longitude x y coordonnees coordonnee coord coords gps lambert "
        "geometrie wkt "
        "coordinaten coordinaat breedtegraad lengtegraad coordinates geometry position geolocalisation"
    ),
}

_PHRASES = {
    FaultKind.IDENTIFYING_COLUMN: (
        "code personne",
        "code beneficiaire",
        "id personne",
        "id beneficiaire",
        "registre national",
        "n national",
        "e mail",
        "carte d identite",
        "n de carte",
        "personne code",
        "person code",
        "person id",
        "client id",
        "code client",
        "national number",
        "full name",
        "code persoon",
        "persoonscode",
        "id kaart",
    ),
}

_LONGEST_WORDING = 60
_MANY_WORDS = 4


@cache
def refusal(header: str) -> FaultKind | None:
    """
    Return why a column of this header is refused, whatever it holds.

    Parameters
    ----------
    header : str
        As in the file.

    Returns
    -------
    FaultKind or None
        None for a header that is accepted ("nom du lieu"), or that says nothing about its cells.
    """
    folded = fold(header)
    if folded in accepted_headers():
        return None
    words = set(folded.split())
    for kind, phrases in _PHRASES.items():
        if any(f" {phrase} " in f" {folded} " for phrase in phrases):
            return kind
    return next((kind for kind, refused in _WORDS.items() if words & set(refused.split())), None)


def is_free_text(text: str) -> bool:
    """
    Return whether a cell reads like a remark rather than a word or a number.

    Parameters
    ----------
    text : str
        A cell.

    Returns
    -------
    bool
        True from five words or sixty characters.
    """
    words = [word for word in text.split() if word[:1].isalpha()]
    return len(text) > _LONGEST_WORDING or len(words) > _MANY_WORDS
