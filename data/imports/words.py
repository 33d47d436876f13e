"""The words that cells may hold for each closed list, in French, Dutch and English."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from data import vocabulary as v
from data.geography.municipalities import fold
from data.i18n import LANGUAGES, Translate, mark, translator
from data.imports.fields import Activity
from data.terms import TERMS

_ACTIVITIES = {
    Activity.FIELD: mark("Field work"),
    Activity.DROP_IN: mark("Drop-in"),
    Activity.CONSULTATION: mark("Consultation"),
    Activity.EVENT: mark("Awareness event"),
    Activity.ONLINE: mark("Online contact"),
    Activity.OTHER: mark("Outside any visit"),
}

# The first word of each is what a French export writes; the others are what people are used to writing.
_SPELLINGS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    Activity: {
        Activity.FIELD: "terrain; maraude; travail de rue; sortie; veldwerk; field; round",
        Activity.DROP_IN: "permanence; accueil; onthaal; inloop; drop-in",
        Activity.CONSULTATION: "consultation; consultation médicale; médecin; raadpleging; consultatie",
        Activity.EVENT: "sensibilisation; événement; animation; sensibilisering; event",
        Activity.ONLINE: "contact en ligne; en ligne; internet; online; online contact",
        Activity.OTHER: "hors visite; autre; buiten bezoek; andere; other; outside visit",
    },
    v.Outcome: {
        v.Outcome.MET: "rencontre; rencontré; rencontrée; rencontrés; contact; présence; ontmoet; met",
        v.Outcome.NOBODY_SEEN: "personne vue; personne; aucune rencontre; aucun contact; pas de contact; "
        "absence; niemand gezien; niemand; nobody; nobody seen",
        v.Outcome.CLOSED: "fermé; fermée; gesloten; dicht; closed",
        v.Outcome.REFUSED: "refus; refusé; accès refusé; geweigerd; weigering; refused",
        v.Outcome.SKIPPED: "non visité; pas visité; annulé; overgeslagen; niet bezocht; skipped",
    },
    v.Sex: {
        v.Sex.FEMALE: "femme; f; féminin; fille; vrouw; v; woman; female",
        v.Sex.MALE: "homme; h; m; masculin; man; male; garçon",
        v.Sex.TRANS: "trans; transgenre; t; transgender; femme trans; homme trans",
        v.Sex.UNKNOWN: "inconnu; ?; nsp; non précisé; ind; onbekend; unknown",
    },
    v.AgeBand: {
        v.AgeBand.UNDER_18: "moins de 18 ans; moins de 18; < 18; <18 ans; mineur; mineure; 0-17; "
        "minder dan 18; jonger dan 18; under 18",
        v.AgeBand.FROM_18_TO_24: "18-24 ans; 18-24; 18 à 24 ans; 18 à 24; 18 tot 24; 18-24 jaar",
        v.AgeBand.FROM_25_TO_34: "25-34 ans; 25-34; 25 à 34 ans; 25 à 34; 25 tot 34; 25-34 jaar",
        v.AgeBand.FROM_35_TO_44: "35-44 ans; 35-44; 35 à 44 ans; 35 à 44; 35 tot 44; 35-44 jaar",
        v.AgeBand.FROM_45_TO_54: "45-54 ans; 45-54; 45 à 54 ans; 45 à 54; 45 tot 54; 45-54 jaar",
        v.AgeBand.FROM_55: "55 ans et plus; 55+; 55 et plus; > 55; 55 ans et +; plus de 55 ans; +55; "
        "55 plus; 55 jaar en ouder; 55 and over",
        v.AgeBand.UNKNOWN: "inconnu; ?; nsp; inconnue; onbekend; unknown",
    },
    v.Nationality: {
        v.Nationality.BELGIAN: "belge; belgique; be; b; belg; belgisch; belgian",
        v.Nationality.EU: "union européenne; ue; europe; européen; européenne; eu; europese unie; "
        "european union; ue hors belgique",
        v.Nationality.NON_EU: "hors union européenne; hors ue; hors europe; non ue; buiten eu; "
        "buiten de europese unie; niet-eu; non-eu; outside eu",
        v.Nationality.UNKNOWN: "inconnue; inconnu; ?; nsp; onbekend; unknown",
    },
    v.Acquaintance: {
        v.Acquaintance.FIRST: "premier contact; premier; 1er contact; 1er; nouveau; nouvelle; "
        "eerste contact; nieuw; eerste; first contact; first; new",
        v.Acquaintance.KNOWN: "connu; connue; déjà connu; déjà connue; ancien; ancienne; suivi; suivie; "
        "gekend; bekend; known",
        v.Acquaintance.UNKNOWN: "inconnu; ?; nsp; non précisé; onbekend; unknown",
    },
    v.Role: {
        v.Role.PERSON: "personne; personne prostituée; personne en prostitution; tds; bénéficiaire; "
        "persoon; sekswerker; person; sex worker",
        v.Role.ENTOURAGE: "entourage; proche; omgeving; relative",
        v.Role.CLIENT: "client; klant",
    },
    v.PriorKind: {
        v.PriorKind.STREET: "en rue; rue; voirie; trottoir; op straat; straat; street",
        v.PriorKind.BAR: "en bar; bar; bars; vitrine; in een bar; club",
        v.PriorKind.REST_AREA: "sur une aire d'autoroute; aire d'autoroute; aire; autoroute; "
        "op een snelwegparking; snelwegparking; rest area",
        v.PriorKind.CAR_PARK: "sur un parking; parking; op een parking; parkeerplaats; car park",
        v.PriorKind.HOTEL_CAFE: "en hôtel ou café; hôtel; café; hotel of café; hotel; in hotel of café",
        v.PriorKind.PRIVATE_FLAT: "en privé; privé; appartement; appartement privé; domicile; thuis; "
        "private flat; flat",
        v.PriorKind.ONLINE: "en ligne; internet; online",
        v.PriorKind.NOT_BEFORE: "pas avant; ne travaillait pas; débute; nulle part; niet ervoor; "
        "werkte niet; not before",
    },
    v.Nature: {
        v.Nature.HOUSING: "logement; hébergement; huisvesting; wonen; housing",
        v.Nature.FINANCIAL: "financier; financière; finances; budget; financieel; financial",
        v.Nature.ADMINISTRATIVE: "administratif; administrative; administration; papiers; administratief",
        v.Nature.PSYCHOSOCIAL: "psychosocial; psycho-social; psychosociale; psychosociaal",
        v.Nature.FAMILY: "famille; familial; familiale; parentalité; gezin; familie; family",
        v.Nature.LEGAL: "juridique; justice; judiciaire; juridisch; gerecht; legal",
        v.Nature.HEALTH: "santé; médical; gezondheid; health",
        v.Nature.INTEGRATION: "insertion; intégration; emploi; formation; integratie; inschakeling",
        v.Nature.OTHER: "autre; autres; divers; andere; ander; other",
    },
    v.Mode: {
        v.Mode.RELAIS: "relais; orientation; doorverwijzing; referral",
        v.Mode.ACCOMPAGNEMENT: "accompagnement; begeleiding; going along",
        v.Mode.COLLABORATION: "collaboration; samenwerking",
    },
    v.RelayTarget: {
        v.RelayTarget.OWNER: "propriétaire; bailleur; eigenaar; verhuurder; landlord",
        v.RelayTarget.SHELTER: "hébergement; maison d'accueil; abri de nuit; opvang; shelter",
        v.RelayTarget.HOUSING_AGENCY: "agence immobilière sociale; ais; société de logement; "
        "sociaal verhuurkantoor; svk",
        v.RelayTarget.HOUSING_SUPPORT: "accompagnement au logement; aide au logement; woonbegeleiding",
        v.RelayTarget.CPAS: "cpas; ocmw",
        v.RelayTarget.BANK: "banque; bank",
        v.RelayTarget.ENERGY: "énergie; fournisseur d'énergie; energie",
        v.RelayTarget.DEBT: "dettes; médiation de dettes; huissier; schulden; deurwaarder",
        v.RelayTarget.MUNICIPALITY: "commune; administration communale; gemeente",
        v.RelayTarget.IMMIGRATION_OFFICE: "office des étrangers; dienst vreemdelingenzaken; dvz",
        v.RelayTarget.HEALTH_INSURANCE: "mutuelle; mutualité; mutualiteit; ziekenfonds",
        v.RelayTarget.UNION: "syndicat; vakbond",
        v.RelayTarget.OWN_SERVICE: "notre service; interne; eigen dienst",
        v.RelayTarget.SOCIAL_EMERGENCY: "urgence sociale; relais social; sociale nood",
        v.RelayTarget.MENTAL_HEALTH: "santé mentale; ssm; psychologue; geestelijke gezondheid; cgg",
        v.RelayTarget.HOSPITAL: "hôpital; ziekenhuis",
        v.RelayTarget.DOCTOR: "médecin; maison médicale; arts; dokter; huisarts",
        v.RelayTarget.FAMILY_PLANNING: "planning familial; gezinsplanning",
        v.RelayTarget.ADDICTION: "assuétudes; toxicomanie; verslavingszorg",
        v.RelayTarget.AIDS_CENTRE: "centre sida; centre de référence sida; sida ist; aidsreferentiecentrum",
        v.RelayTarget.FAMILY_OR_FRIENDS: "famille ou amis; famille; amis; familie of vrienden",
        v.RelayTarget.CHILD_CARE: "garde d'enfants; école; crèche; one; kinderopvang; school",
        v.RelayTarget.YOUTH_SERVICE: "aide à la jeunesse; saj; spj; jeugdhulp",
        v.RelayTarget.LAWYER: "avocat; aide juridique; advocaat",
        v.RelayTarget.POLICE: "police; politie",
        v.RelayTarget.JUSTICE: "tribunal ou prison; justice; tribunal; prison; rechtbank; gevangenis",
        v.RelayTarget.EMPLOYMENT: "emploi; forem; actiris; vdab; tewerkstelling",
        v.RelayTarget.TRAINING: "formation; opleiding",
        v.RelayTarget.FOOD_AID: "aide alimentaire; colis alimentaire; voedselhulp",
        v.RelayTarget.OTHER: "autre; autres; andere",
    },
    v.HealthActKind: {
        v.HealthActKind.PREVENTION: "prévention; réduction des risques; rdr; preventie",
        v.HealthActKind.TROD: "trod; dépistage rapide; test rapide; sneltest",
        v.HealthActKind.MEDICATION: "médication; médicaments; traitement; medicatie",
        v.HealthActKind.INJECTION: "injection; injectie",
        v.HealthActKind.WOUND_CARE: "soin de plaie; soins de plaies; plaie; pansement; wondzorg",
        v.HealthActKind.BLOOD_SAMPLE: "prise de sang; bloedafname",
        v.HealthActKind.VITAL_SIGNS: "paramètres vitaux; paramètres; tension artérielle; vitale parameters",
        v.HealthActKind.RESULTS: "lecture de résultats; résultats; resultaten",
        v.HealthActKind.HYGIENE: "soin d'hygiène; hygiène; hygiëne",
        v.HealthActKind.PARAMEDICAL_SUPPORT: "accompagnement paramédical; soutien paramédical; "
        "paramedische ondersteuning",
        v.HealthActKind.SCREENING: "dépistage; frottis; screening",
        v.HealthActKind.VACCINATION: "vaccination; vaccin; vaccinatie",
        v.HealthActKind.PREGNANCY_TEST: "test de grossesse; zwangerschapstest",
        v.HealthActKind.MATERIAL_EXCHANGE: "échange de matériel; échange de matériel stérile; spuitenruil",
    },
    v.MaterialKind: {
        v.MaterialKind.CONDOM: "préservatifs; préservatif; condoms; condom; condooms; condoom",
        v.MaterialKind.LUBRICANT: "lubrifiant; lubrifiants; gel; glijmiddel",
        v.MaterialKind.SPONGE: "éponges; éponge; sponsjes; spons",
        v.MaterialKind.HYGIENE_KIT: "kit hygiène; kits hygiène; kit d'hygiène; hygiënekit",
        v.MaterialKind.STERILE_KIT: "kit stérile; matériel stérile; kits stériles; steriele kit",
        v.MaterialKind.LEAFLET: "dépliants; dépliant; brochure; brochures; folder; folders",
    },
    v.Insurance: {
        v.Insurance.HEALTH_INSURANCE: "mutuelle; en ordre de mutuelle; mutualiteit; ziekenfonds",
        v.Insurance.URGENT_AID: "aide médicale urgente; amu; dringende medische hulp; dmh",
        v.Insurance.NONE: "aucune; sans; sans couverture; geen",
        v.Insurance.UNKNOWN: "inconnue; inconnu; ?; onbekend",
    },
    v.EventKind: {
        v.EventKind.FILM: "ciné-débat; film; cinéma",
        v.EventKind.CLASS: "cours ou exposé; cours; exposé; classe; animation en classe; les",
        v.EventKind.STAND: "stand; infostand",
        v.EventKind.SCREENING_DAY: "journée de dépistage; screeningdag",
        v.EventKind.MEETING: "réunion; rencontre; vergadering",
        v.EventKind.WORKSHOP: "atelier; workshop",
        v.EventKind.PRESS: "presse; pers",
    },
    v.HalfDay: {
        v.HalfDay.MORNING: "matin; matinée; am; ochtend; voormiddag",
        v.HalfDay.AFTERNOON: "après-midi; pm; namiddag",
        v.HalfDay.EVENING: "soir; soirée; avond",
    },
    v.Tension: {
        v.Tension.CALM: "calme; rustig; kalm",
        v.Tension.TENSE: "tendu; tendue; gespannen",
        v.Tension.VIOLENT: "violent; violente; violence; gewelddadig",
    },
    v.Light: {
        v.Light.GOOD: "bien éclairé; bon; bonne; goed",
        v.Light.POOR: "mal éclairé; faible; mauvais; slecht; zwak",
        v.Light.NONE: "sombre; aucun; pas d'éclairage; noir; donker; geen",
    },
}

YES_WORD, NO_WORD = mark("Yes"), mark("No")

YES = frozenset(
    map(fold, ("oui", "o", "ja", "j", "yes", "y", "vrai", "true", "1", "x", "présente", "présent"))
)
NO = frozenset(map(fold, ("non", "n", "nee", "neen", "no", "faux", "false", "0", "absente", "absent")))


def fold_word(text: str) -> str:
    """
    Return *text* as words are compared: without case, accents and punctuation, signs kept.

    Parameters
    ----------
    text : str
        A cell.

    Returns
    -------
    str
        "< 18 ans" and "> 55" stay different from each other and from "18".
    """
    spelled = text.replace("<", " lt ").replace(">", " gt ").replace("+", " plus ").replace("?", " unclear ")
    return fold(spelled)


@cache
def accepted_words(words: type[StrEnum]) -> Mapping[str, StrEnum]:
    """
    Return every accepted spelling of a closed list, folded.

    Parameters
    ----------
    words : type of StrEnum
        One of the lists of `data.vocabulary`, or `Activity`.

    Returns
    -------
    mapping of str to StrEnum
        The stored values, our spellings, and the names on screen in each language.
    """
    found: dict[str, StrEnum] = {}
    # Names on screen come first: what an export writes must never mean another word of the list.
    for word in words:
        names = (translator(language)(_source(word)) for language in LANGUAGES)
        found |= {fold_word(name): word for name in (word.value, *names)}
    for word in words:
        for spelling in _SPELLINGS[words][word].split("; "):
            found.setdefault(fold_word(spelling), word)
    return found


def _source(word: StrEnum) -> str:
    return _ACTIVITIES[word] if isinstance(word, Activity) else TERMS[type(word), word.name]


def written_word(word: StrEnum, translate: Translate) -> str:
    """
    Return how an export writes *word*.

    Parameters
    ----------
    word : StrEnum
        A member of a closed list.
    translate : Translate
        The look-up of the file's language.

    Returns
    -------
    str
        The name on screen, which an import reads back to the same word.
    """
    return translate(_source(word))
