"""What people call each column of a register file, in French, Dutch and English."""

from collections.abc import Iterator, Mapping
from functools import cache

from data import vocabulary as v
from data.geography.municipalities import fold
from data.i18n import LANGUAGES, Translate, mark
from data.imports.fields import Activity, Column, Field, Kind

COLUMNS: Mapping[Field, Column] = {
    Field.ACTIVITY: Column(
        mark("Activity"),
        Kind.WORD,
        "activité; type d'activité",
        "activiteit; soort activiteit",
        "activity; activity type",
        Activity,
    ),
    Field.DAY: Column(
        mark("Date"),
        Kind.DAY,
        "date; jour; date de la maraude; date de sortie; nuit du; date de passage; date de la visite",
        "datum; dag; datum van de ronde; nacht van; datum van het bezoek",
        "date; day; night of; date of round; visit date",
    ),
    Field.ARRIVAL: Column(
        mark("Arrival time"),
        Kind.TIME,
        "heure d'arrivée; arrivée; heure; heure de passage; heure arrivée; h arrivée; heure début",
        "aankomstuur; aankomst; uur; uur van aankomst; tijdstip; aankomsttijd",
        "arrival time; arrival; time; hour; time of arrival; arrived at",
    ),
    Field.PLACE: Column(
        mark("Place"),
        Kind.PLACE,
        "lieu; endroit; lieu de passage; nom du lieu; lieu de la visite; site; zone; lieu visité",
        "plaats; locatie; naam van de plaats; plek; bezochte plaats; zone",
        "place; location; place name; name of place; site; zone",
    ),
    Field.SERVICE: Column(
        mark("Service"),
        Kind.SERVICE,
        "antenne; service; nom de l'antenne; antenne / service",
        "dienst; antenne; naam van de dienst",
        "service; branch; office",
    ),
    Field.MINUTES: Column(
        mark("Minutes at the place"),
        Kind.EFFORT,
        "minutes; durée; durée (min); durée en minutes; temps sur place; durée de la visite; temps passé; "
        "durée (h); durée en heures; min",
        "minuten; duur; duur (min); duur in minuten; tijd ter plaatse; duur (u); duur in uren",
        "minutes; duration; duration (min); time on site; minutes on site; duration (h); duration in hours",
    ),
    Field.OUTCOME: Column(
        mark("Outcome"),
        Kind.WORD,
        "résultat; issue; résultat de la visite; résultat du passage; statut",
        "resultaat; uitkomst; resultaat van het bezoek",
        "outcome; result; visit outcome",
        v.Outcome,
    ),
    Field.TEAM: Column(
        mark("Team"),
        Kind.TEAM,
        "équipe; binôme; code équipe; code de l'équipe",
        "team; duo; ploeg; teamcode",
        "team; pair; team code",
    ),
    Field.PASSAGE: Column(
        mark("Passage number"),
        Kind.NUMBER,
        "passage; n° de passage; numéro de passage; no passage",
        "passage; passagenummer; volgnummer van het bezoek",
        "passage; passage number; visit number",
    ),
    Field.ROUND_START: Column(
        mark("Start of the round"),
        Kind.TIME,
        "début de maraude; départ; heure de départ; début de la maraude; début maraude",
        "start van de ronde; vertrek; vertrekuur",
        "round start; start of round; departure",
    ),
    Field.ROUND_END: Column(
        mark("End of the round"),
        Kind.TIME,
        "fin de maraude; retour; heure de retour; fin de la maraude; fin maraude",
        "einde van de ronde; terugkeer; terugkeeruur",
        "round end; end of round; return",
    ),
    Field.RECORDED_ON: Column(
        mark("Recorded on"),
        Kind.DAY,
        "encodé le; date d'encodage; encodage; saisi le; date de saisie",
        "ingevoerd op; datum van invoer; invoerdatum",
        "recorded on; date recorded; entered on; entry date",
    ),
    Field.SEX: Column(
        mark("Sex"),
        Kind.WORD,
        "sexe; genre; sexe / genre; h/f; f/h; f/h/x",
        "geslacht; gender; m/v; m/v/x; v/m",
        "sex; gender; m/f; f/m",
        v.Sex,
    ),
    Field.AGE_BAND: Column(
        mark("Age band"),
        Kind.WORD,
        "tranche d'âge; âge; classe d'âge; catégorie d'âge; tranche d'âges; groupe d'âge",
        "leeftijdscategorie; leeftijd; leeftijdsgroep; leeftijdsklasse",
        "age band; age; age group; age range",
        v.AgeBand,
    ),
    Field.NATIONALITY: Column(
        mark("Nationality group"),
        Kind.WORD,
        "nationalité; groupe de nationalité; nationalité (groupe); origine",
        "nationaliteit; nationaliteitsgroep; herkomst",
        "nationality; nationality group; origin",
        v.Nationality,
    ),
    Field.ACQUAINTANCE: Column(
        mark("First contact or known"),
        Kind.WORD,
        "premier contact / connu; premier contact; 1er contact; connu; nouveau / connu; déjà connu; "
        "premier contact ou connu; nouveau contact",
        "eerste contact / gekend; eerste contact; gekend; nieuw / gekend; nieuw contact",
        "first contact / known; first contact; known; new / known; new contact",
        v.Acquaintance,
    ),
    Field.ROLE: Column(
        mark("Who was met"),
        Kind.WORD,
        "public; type de public; public rencontré; qui; public cible",
        "publiek; doelgroep; wie; ontmoet publiek",
        "public; who; who was met; audience",
        v.Role,
    ),
    Field.COUNT: Column(
        mark("Number of people"),
        Kind.NUMBER,
        "nombre; nombre de personnes; nombre de contacts; nb; nb de contacts; nbre; nb contacts; "
        "nb personnes; nombre de participants; nombre de visites; contacts",
        "aantal; aantal personen; aantal contacten; aantal deelnemers; contacten",
        "count; number; number of people; number of contacts; people; contacts; participants",
    ),
    Field.PRIOR: Column(
        mark("Kind of place where people worked before"),
        Kind.WORD,
        "travail avant (type de lieu); travail avant; type de lieu avant; travaillait avant; lieu précédent; "
        "type de lieu précédent",
        "werk ervoor (soort plaats); werk ervoor; soort plaats ervoor; vorige soort plaats; vorige plaats",
        "worked before (kind of place); worked before; kind of place before; previous kind of place; "
        "previous place",
        v.PriorKind,
    ),
    Field.PRIOR_COUNT: Column(
        mark("Number of people who worked there before"),
        Kind.NUMBER,
        "nombre (travail avant); nb travail avant",
        "aantal (werk ervoor); aantal vorige werkplek",
        "number (worked before); number who worked before",
    ),
    Field.NATURE: Column(
        mark("Nature of the intervention"),
        Kind.WORD,
        "nature de l'intervention; nature; intervention; type d'intervention; domaine; "
        "intervention (nature); intervention sociale",
        "aard van de interventie; aard; interventie; soort interventie; domein",
        "nature of intervention; nature; intervention; intervention type; intervention nature",
        v.Nature,
    ),
    Field.MODE: Column(
        mark("Mode of the intervention"),
        Kind.WORD,
        "mode d'intervention; mode; intervention (mode); modalité",
        "wijze van interventie; wijze; modus; interventiewijze",
        "mode of intervention; mode; intervention mode",
        v.Mode,
    ),
    Field.RELAY_TARGET: Column(
        mark("Referred to"),
        Kind.WORD,
        "relais vers; relais; orienté vers; orientation; service relais; relayé vers",
        "doorverwezen naar; doorverwijzing; verwezen naar",
        "referred to; referral to; relay to; relayed to; referral",
        v.RelayTarget,
    ),
    Field.INTERVENTION_COUNT: Column(
        mark("Number of interventions"),
        Kind.NUMBER,
        "nombre d'interventions; nb interventions; nb d'interventions; interventions; "
        "nombre (intervention); intervention (nombre)",
        "aantal interventies; interventies; aantal (interventie)",
        "number of interventions; interventions; intervention count",
    ),
    Field.ACT: Column(
        mark("Health act"),
        Kind.WORD,
        "soin; acte de soin; acte; soins; type de soin; acte infirmier; acte de santé; santé",
        "zorg; zorghandeling; handeling; verpleegkundige handeling; soort zorg",
        "health act; care; act; nursing act; health",
        v.HealthActKind,
    ),
    Field.ACT_ROLE: Column(
        mark("Recipient of the health act"),
        Kind.WORD,
        "bénéficiaire du soin; bénéficiaire; soin pour; soin (bénéficiaire)",
        "begunstigde van de zorg; begunstigde; zorg voor",
        "recipient of care; recipient; care for; beneficiary",
        v.Role,
    ),
    Field.ACT_COUNT: Column(
        mark("Number of health acts"),
        Kind.NUMBER,
        "nombre de soins; nb soins; nb de soins; nombre d'actes; nombre (soin); soin (nombre)",
        "aantal zorghandelingen; aantal handelingen; aantal (zorg)",
        "number of health acts; number of acts; health act count",
    ),
    Field.MATERIAL: Column(
        mark("Material handed out"),
        Kind.WORD,
        "matériel; matériel distribué; type de matériel; matériel remis",
        "materiaal; uitgedeeld materiaal; soort materiaal",
        "material; material handed out; material given; material type",
        v.MaterialKind,
    ),
    Field.MATERIAL_COUNT: Column(
        mark("Number of items handed out"),
        Kind.NUMBER,
        "nombre de matériel; quantité; qté; nb matériel; quantité de matériel; nombre (matériel); "
        "quantité distribuée",
        "aantal materiaal; hoeveelheid; aantal stuks",
        "number of items; quantity; items; material count",
    ),
    Field.POLICE: Column(
        mark("Police present"),
        Kind.YES_NO,
        "police; présence policière; présence de la police; police présente",
        "politie; politie aanwezig; aanwezigheid van politie",
        "police; police present; police presence",
    ),
    Field.TENSION: Column(
        mark("Mood of the place"),
        Kind.WORD,
        "tension; ambiance; climat; tension (lieu)",
        "spanning; sfeer; klimaat",
        "tension; mood; mood of the place; atmosphere",
        v.Tension,
    ),
    Field.LIGHT: Column(
        mark("Lighting"),
        Kind.WORD,
        "éclairage; lumière; éclairage du lieu",
        "verlichting; licht",
        "lighting; light",
        v.Light,
    ),
    Field.HALF_DAY: Column(
        mark("Half-day of the drop-in"),
        Kind.WORD,
        "demi-journée; plage; moment; matin / après-midi; permanence (moment)",
        "dagdeel; halve dag; voormiddag / namiddag",
        "half-day; part of day; morning / afternoon",
        v.HalfDay,
    ),
    Field.INSURANCE: Column(
        mark("Health cover"),
        Kind.WORD,
        "couverture santé; mutuelle; assurance; assurabilité; couverture",
        "ziekteverzekering; mutualiteit; verzekering; dekking",
        "health cover; insurance; cover; health insurance",
        v.Insurance,
    ),
    Field.EVENT: Column(
        mark("Kind of awareness event"),
        Kind.WORD,
        "type d'événement; événement; sensibilisation; type de sensibilisation",
        "soort evenement; evenement; sensibilisering; type evenement",
        "kind of event; event; awareness event; event type",
        v.EventKind,
    ),
    Field.MUNICIPALITY: Column(
        mark("Municipality (online contact)"),
        Kind.MUNICIPALITY,
        "commune; code ins; commune (contact en ligne); ins; code nis",
        "gemeente; nis-code; niscode; gemeente (online contact)",
        "municipality; nis code; municipality (online contact)",
    ),
    Field.REGISTER: Column(mark("Register"), Kind.MARK, "registre", "register", "register"),
}
"""Every column that can be read, in the order in which an export writes them."""


def label(field: Field, translate: Translate) -> str:
    """
    Return what *field* is called on screen.

    Parameters
    ----------
    field : Field
        A column.
    translate : Translate
        The look-up of the language.

    Returns
    -------
    str
        Such as "Arrival time".
    """
    return translate(COLUMNS[field].label)


def written_header(field: Field, language: str) -> str:
    """
    Return the header that an export in *language* gives *field*.

    Parameters
    ----------
    field : Field
        A column.
    language : str
        One of `data.i18n.LANGUAGES`.

    Returns
    -------
    str
        Such as "heure d'arrivée".
    """
    return COLUMNS[field].headers(language)[0]


def _accepted() -> Iterator[tuple[str, Field]]:
    for language in LANGUAGES:
        for field, column in COLUMNS.items():
            for header in column.headers(language):
                yield fold(header), field


@cache
def accepted_headers() -> Mapping[str, Field]:
    """
    Return every accepted header, folded, with its column.

    Returns
    -------
    mapping of str to Field
        Of all languages; where two columns share a header, the first in French wins.
    """
    found: dict[str, Field] = {}
    for header, field in _accepted():
        found.setdefault(header, field)
    return found
