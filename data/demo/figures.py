"""Figures of the 2019 annual report that the demo register equals, and levels for the other years.

Counts of 2019 are the report's. Those of 2018 are printed or follow from "so many per cent more". Levels
of other years are plausible and nobody's. What was chosen where the report contradicts itself:
docs/decisions/0004-demo-register-and-the-report.md.
"""

from data.vocabulary import (
    AgeBand,
    EventKind,
    HealthActKind,
    Insurance,
    Mode,
    Nationality,
    Nature,
    RelayTarget,
    Sex,
)

FIELD_CONTACTS = {2018: 3757, 2019: 4583}
"""Contacts in the field in Hainaut; 2018 from "22 % more"."""

FIRST_CONTACTS = {"street": 39, "car_parks": 36, "elsewhere": 55}
"""First contacts of 2019 in Hainaut: 130, of which 30 % in the street and 28 % on car parks."""

FIRST_CONTACTS_BRABANT = {"street": 0, "car_parks": 0, "elsewhere": 18}
"""First contacts of 2019 in Walloon Brabant; the report prints none."""

DROP_IN = {2012: 3080, 2013: 2990, 2014: 2900, 2015: 2520, 2016: 2340, 2017: 2180, 2018: 2043, 2019: 1920}
"""Visits to the drop-in; 2018 from "6 % less"."""

CONSULTATIONS = {2012: 44, 2013: 42, 2014: 43, 2015: 38, 2016: 37, 2017: 38, 2018: 39, 2019: 40}
"""Doctor's consultations."""

INSURED = {
    2017: {Insurance.HEALTH_INSURANCE: 12, Insurance.URGENT_AID: 1, Insurance.NONE: 8, Insurance.UNKNOWN: 1},
    2018: {Insurance.HEALTH_INSURANCE: 19, Insurance.URGENT_AID: 0, Insurance.NONE: 2, Insurance.UNKNOWN: 2},
    2019: {Insurance.HEALTH_INSURANCE: 21, Insurance.URGENT_AID: 1, Insurance.NONE: 1, Insurance.UNKNOWN: 0},
}
"""Health cover of the different people seen; their consultations are split in the same proportions."""

SEX: dict[str, int] = {Sex.FEMALE: 173, Sex.MALE: 133, Sex.TRANS: 8}
SEX_BRABANT: dict[str, int] = {Sex.FEMALE: 32, Sex.MALE: 1}

AGE: dict[str, int] = {
    AgeBand.FROM_18_TO_24: 23,
    AgeBand.FROM_25_TO_34: 53,
    AgeBand.FROM_35_TO_44: 89,
    AgeBand.FROM_45_TO_54: 65,
    AgeBand.FROM_55: 45,
    AgeBand.UNKNOWN: 39,
}
AGE_BRABANT: dict[str, int] = {
    AgeBand.FROM_18_TO_24: 3,
    AgeBand.FROM_25_TO_34: 9,
    AgeBand.FROM_35_TO_44: 10,
    AgeBand.FROM_45_TO_54: 7,
    AgeBand.FROM_55: 4,
}
"""The report prints 3 people of 18-25, 28 of 26-60 and 2 above; the 28 are spread over our bands."""

NATIONALITY: dict[str, int] = {
    Nationality.BELGIAN: 177,
    Nationality.EU: 51,
    Nationality.NON_EU: 50,
    Nationality.UNKNOWN: 36,
}
NATIONALITY_BRABANT: dict[str, int] = {
    Nationality.BELGIAN: 17,
    Nationality.EU: 7,
    Nationality.NON_EU: 5,
    Nationality.UNKNOWN: 4,
}

MODES = (Mode.RELAIS, Mode.ACCOMPAGNEMENT, Mode.COLLABORATION)

INTERVENTIONS = {
    Nature.HOUSING: (589, 94, 747),
    Nature.FINANCIAL: (1065, 159, 1364),
    Nature.ADMINISTRATIVE: (284, 48, 339),
    Nature.PSYCHOSOCIAL: (1428, 52, 427),
    Nature.FAMILY: (397, 6, 348),
    Nature.LEGAL: (417, 101, 383),
    Nature.HEALTH: (1007, 46, 659),
    Nature.INTEGRATION: (450, 9, 224),
    Nature.OTHER: (156, 2, 126),
}
"""Social interventions of 2019 in Hainaut, by nature, in the order of `MODES`."""

INTERVENTIONS_BRABANT = {
    Nature.HOUSING: (10, 2, 10),
    Nature.FINANCIAL: (37, 0, 17),
    Nature.ADMINISTRATIVE: (18, 0, 15),
    Nature.PSYCHOSOCIAL: (42, 0, 3),
    Nature.FAMILY: (29, 0, 11),
    Nature.LEGAL: (36, 4, 20),
    Nature.HEALTH: (117, 4, 41),
    Nature.INTEGRATION: (1, 0, 0),
    Nature.OTHER: (4, 0, 0),
}

INTERVENTION_LEVELS = {
    2012: 8100, 2013: 8400, 2014: 8300, 2015: 7600, 2016: 7700, 2017: 8300, 2018: 9031,
}  # fmt: skip
"""All interventions in Hainaut; 2018 from "21 % more"."""

INTERVENTION_LEVELS_BRABANT = {2012: 190, 2013: 210, 2014: 220, 2015: 260, 2016: 280, 2017: 310, 2018: 360}

RELAYS = {
    Nature.HOUSING: {
        RelayTarget.OWNER: 38,
        RelayTarget.SHELTER: 12,
        RelayTarget.HOUSING_AGENCY: 11,
        RelayTarget.HOUSING_SUPPORT: 10,
    },
    Nature.FINANCIAL: {RelayTarget.CPAS: 35, RelayTarget.BANK: 19, RelayTarget.ENERGY: 18},
    Nature.ADMINISTRATIVE: {RelayTarget.MUNICIPALITY: 45, RelayTarget.IMMIGRATION_OFFICE: 13},
    Nature.PSYCHOSOCIAL: {
        RelayTarget.OWN_SERVICE: 61,
        RelayTarget.SOCIAL_EMERGENCY: 8,
        RelayTarget.HOSPITAL: 8,
    },
    Nature.FAMILY: {RelayTarget.FAMILY_OR_FRIENDS: 74, RelayTarget.YOUTH_SERVICE: 12},
    Nature.LEGAL: {RelayTarget.LAWYER: 72, RelayTarget.POLICE: 10, RelayTarget.JUSTICE: 13},
    Nature.HEALTH: {RelayTarget.OWN_SERVICE: 44, RelayTarget.DOCTOR: 18, RelayTarget.HOSPITAL: 12},
    Nature.INTEGRATION: {RelayTarget.EMPLOYMENT: 72, RelayTarget.TRAINING: 7},
    Nature.OTHER: {RelayTarget.YOUTH_SERVICE: 78},
}
"""Per cent of the *relais* of each nature in Hainaut by kind of service; what is missing to 100 is other."""

RELAYS_BRABANT = {
    Nature.HOUSING: {RelayTarget.OWNER: 41, RelayTarget.HOUSING_SUPPORT: 55, RelayTarget.HOUSING_AGENCY: 4},
    Nature.FINANCIAL: {RelayTarget.CPAS: 29, RelayTarget.ENERGY: 37, RelayTarget.DEBT: 25},
    Nature.ADMINISTRATIVE: {
        RelayTarget.HEALTH_INSURANCE: 70,
        RelayTarget.MUNICIPALITY: 16,
        RelayTarget.UNION: 12,
    },
    Nature.PSYCHOSOCIAL: {RelayTarget.MENTAL_HEALTH: 34, RelayTarget.OWN_SERVICE: 54},
    Nature.FAMILY: {RelayTarget.FAMILY_OR_FRIENDS: 79, RelayTarget.CHILD_CARE: 21},
    Nature.LEGAL: {RelayTarget.LAWYER: 72, RelayTarget.POLICE: 15, RelayTarget.JUSTICE: 13},
    Nature.HEALTH: {RelayTarget.OWN_SERVICE: 48, RelayTarget.DOCTOR: 20, RelayTarget.FAMILY_PLANNING: 11},
    Nature.INTEGRATION: {RelayTarget.EMPLOYMENT: 100},
    Nature.OTHER: {RelayTarget.YOUTH_SERVICE: 100},
}

ENTOURAGE_SHARE = {
    HealthActKind.TROD: 0.20,
    HealthActKind.MEDICATION: 0.14,
    HealthActKind.WOUND_CARE: 0.13,
    HealthActKind.VITAL_SIGNS: 0.13,
    HealthActKind.PARAMEDICAL_SUPPORT: 0.18,
    HealthActKind.PREVENTION: 0.15,
    HealthActKind.SCREENING: 1.0,
}
"""Share of each kind of act done for people around those in prostitution; none for the kinds not named.

Of Hainaut; in Walloon Brabant only the students of the screening day count here, since nobody knows
whether one of them is in prostitution.
"""

PROTECTION = {
    2012: 15200, 2013: 15900, 2014: 15600, 2015: 13800, 2016: 13500, 2017: 14600, 2018: 15800, 2019: 17240,
}  # fmt: skip
"""Condoms, lubricants and sponges in Hainaut; 2019 is printed as "more than 17,000"."""

PROTECTION_BRABANT = {2012: 420, 2013: 450, 2014: 430, 2015: 480, 2016: 500, 2017: 560, 2018: 620, 2019: 712}
"""The same in Walloon Brabant; 2019 is printed as "more than 700"."""

EVENTS_2019 = (
    ("louvain_la_neuve", "2019-02-13", EventKind.STAND, 156),
    ("louvain_la_neuve", "2019-03-05", EventKind.CLASS, 15),
    ("charleroi", "2019-03-08", EventKind.FILM, 100),
    ("la_louviere", "2019-03-10", EventKind.FILM, 20),
    ("charleroi", "2019-03-21", EventKind.CLASS, 19),
    ("louvain_la_neuve", "2019-04-04", EventKind.FILM, 12),
    ("charleroi", "2019-04-25", EventKind.CLASS, 25),
    ("la_louviere", "2019-05-09", EventKind.FILM, 20),
    ("louvain_la_neuve", "2019-05-16", EventKind.FILM, 11),
    ("charleroi", "2019-06-06", EventKind.PRESS, 8),
    ("la_louviere", "2019-09-19", EventKind.FILM, 48),
    ("charleroi", "2019-10-03", EventKind.FILM, 0),
    ("charleroi", "2019-10-03", EventKind.CLASS, 21),
    ("charleroi", "2019-10-17", EventKind.CLASS, 2),
    ("louvain_la_neuve", "2019-10-23", EventKind.FILM, 13),
    ("charleroi", "2019-11-07", EventKind.CLASS, 1),
    ("louvain_la_neuve", "2019-11-14", EventKind.FILM, 13),
    ("la_louviere", "2019-11-21", EventKind.FILM, 0),
    ("louvain_la_neuve", "2019-11-28", EventKind.SCREENING_DAY, 71),
)
"""Awareness events of 2019 with their participants; 0 where the report prints no number. Days are invented
within the month or season that the report gives."""

SCREENING_DAY = {2012: 64, 2013: 72, 2014: 78, 2015: 83, 2016: 88, 2017: 95, 2018: 100, 2019: 71}
"""Screenings counted on the screening day at Louvain-la-Neuve, at the end of each November."""
