"""The closed lists of words the register may hold.

Every category of the register is one of these enumerations, stored by its value and checked by the
database, so that no column that describes people can ever hold free text.
"""

from enum import IntEnum, StrEnum


class PlaceKind(StrEnum):
    """Kinds of place the teams go to."""

    STREET = "street"
    BAR = "bar"
    REST_AREA = "rest_area"
    CAR_PARK = "car_park"
    MEDIBUS_STOP = "medibus_stop"
    HOTEL_CAFE = "hotel_cafe"
    PRIVATE_FLAT = "private_flat"
    OFFICE = "office"


class PriorKind(StrEnum):
    """Kinds of place where somebody mostly worked before; never which place."""

    STREET = "street"
    BAR = "bar"
    REST_AREA = "rest_area"
    CAR_PARK = "car_park"
    HOTEL_CAFE = "hotel_cafe"
    PRIVATE_FLAT = "private_flat"
    ONLINE = "online"
    NOT_BEFORE = "not_before"


class Outcome(StrEnum):
    """How a visit ended."""

    MET = "met"
    NOBODY_SEEN = "nobody_seen"
    CLOSED = "closed"
    REFUSED = "refused"
    SKIPPED = "skipped"


class Sex(StrEnum):
    """Sex as the annual report counts it."""

    FEMALE = "female"
    MALE = "male"
    TRANS = "trans"
    UNKNOWN = "unknown"


class AgeBand(StrEnum):
    """Age bands of the annual report, in years."""

    UNDER_18 = "under_18"
    FROM_18_TO_24 = "18_24"
    FROM_25_TO_34 = "25_34"
    FROM_35_TO_44 = "35_44"
    FROM_45_TO_54 = "45_54"
    FROM_55 = "55_plus"
    UNKNOWN = "unknown"


class Nationality(StrEnum):
    """Nationality groups of the annual report; never a country."""

    BELGIAN = "belgian"
    EU = "eu"
    NON_EU = "non_eu"
    UNKNOWN = "unknown"


class Acquaintance(StrEnum):
    """Whether the team had met the person before."""

    FIRST = "first"
    KNOWN = "known"
    UNKNOWN = "unknown"


class Role(StrEnum):
    """Who was met: a person in prostitution, somebody close to them, or a client."""

    PERSON = "person"
    ENTOURAGE = "entourage"
    CLIENT = "client"


class Nature(StrEnum):
    """Natures of social intervention."""

    HOUSING = "housing"
    FINANCIAL = "financial"
    ADMINISTRATIVE = "administrative"
    PSYCHOSOCIAL = "psychosocial"
    FAMILY = "family"
    LEGAL = "legal"
    HEALTH = "health"
    INTEGRATION = "integration"
    OTHER = "other"


class Mode(StrEnum):
    """Modes of social intervention: referral, going along, working together."""

    RELAIS = "relais"
    ACCOMPAGNEMENT = "accompagnement"
    COLLABORATION = "collaboration"


class RelayTarget(StrEnum):
    """Kinds of service a *relais* leads to; never one named organisation."""

    OWNER = "owner"
    SHELTER = "shelter"
    HOUSING_AGENCY = "housing_agency"
    HOUSING_SUPPORT = "housing_support"
    CPAS = "cpas"
    BANK = "bank"
    ENERGY = "energy"
    DEBT = "debt"
    MUNICIPALITY = "municipality"
    IMMIGRATION_OFFICE = "immigration_office"
    HEALTH_INSURANCE = "health_insurance"
    UNION = "union"
    OWN_SERVICE = "own_service"
    SOCIAL_EMERGENCY = "social_emergency"
    MENTAL_HEALTH = "mental_health"
    HOSPITAL = "hospital"
    DOCTOR = "doctor"
    FAMILY_PLANNING = "family_planning"
    ADDICTION = "addiction"
    AIDS_CENTRE = "aids_centre"
    FAMILY_OR_FRIENDS = "family_or_friends"
    CHILD_CARE = "child_care"
    YOUTH_SERVICE = "youth_service"
    LAWYER = "lawyer"
    POLICE = "police"
    JUSTICE = "justice"
    EMPLOYMENT = "employment"
    TRAINING = "training"
    FOOD_AID = "food_aid"
    OTHER = "other"


class HealthActKind(StrEnum):
    """Health acts: the nursing acts of the report, prevention, and going along to care."""

    PREVENTION = "prevention"
    TROD = "trod"
    MEDICATION = "medication"
    INJECTION = "injection"
    WOUND_CARE = "wound_care"
    BLOOD_SAMPLE = "blood_sample"
    VITAL_SIGNS = "vital_signs"
    RESULTS = "results"
    HYGIENE = "hygiene"
    PARAMEDICAL_SUPPORT = "paramedical_support"
    SCREENING = "screening"
    VACCINATION = "vaccination"
    PREGNANCY_TEST = "pregnancy_test"
    MATERIAL_EXCHANGE = "material_exchange"


NURSING_ACTS = frozenset(
    {
        HealthActKind.TROD,
        HealthActKind.MEDICATION,
        HealthActKind.INJECTION,
        HealthActKind.WOUND_CARE,
        HealthActKind.BLOOD_SAMPLE,
        HealthActKind.VITAL_SIGNS,
        HealthActKind.RESULTS,
        HealthActKind.HYGIENE,
    }
)
"""The health acts that the annual report counts as nursing (*soins infirmiers*)."""


class MaterialKind(StrEnum):
    """Material handed out."""

    CONDOM = "condom"
    LUBRICANT = "lubricant"
    SPONGE = "sponge"
    HYGIENE_KIT = "hygiene_kit"
    STERILE_KIT = "sterile_kit"
    LEAFLET = "leaflet"


class Insurance(StrEnum):
    """Health cover seen at a doctor's consultation."""

    HEALTH_INSURANCE = "health_insurance"
    URGENT_AID = "urgent_aid"
    NONE = "none"
    UNKNOWN = "unknown"


class EventKind(StrEnum):
    """Kinds of awareness event."""

    FILM = "film"
    CLASS = "class"
    STAND = "stand"
    SCREENING_DAY = "screening_day"
    MEETING = "meeting"
    WORKSHOP = "workshop"
    PRESS = "press"


class HalfDay(StrEnum):
    """Opening halves of the drop-in office."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


class Tension(StrEnum):
    """Mood of a place as the team felt it."""

    CALM = "calm"
    TENSE = "tense"
    VIOLENT = "violent"


class Light(StrEnum):
    """How well a place was lit."""

    GOOD = "good"
    POOR = "poor"
    NONE = "none"


class Skill(StrEnum):
    """Roles and skills of a pair; never who they are."""

    SOCIAL_WORKER = "social_worker"
    NURSE = "nurse"
    EDUCATOR = "educator"
    DOCTOR = "doctor"
    PARTNER = "partner"


class RoundStatus(StrEnum):
    """Whether a round is still to come or has taken place."""

    PLANNED = "planned"
    DONE = "done"


class Vehicle(StrEnum):
    """How a pair gets from one place to the next."""

    CAR = "car"
    VAN = "van"
    ON_FOOT = "on_foot"


class Trust(StrEnum):
    """How the team stands with those it meets at a place."""

    NEW = "new"
    STEADY = "steady"
    AT_RISK = "at_risk"


class AppointmentKind(StrEnum):
    """Kinds of appointment that take a pair's time on a fixed day."""

    MEDIBUS = "medibus"
    CONSULTATION = "consultation"
    PARTNER = "partner"
    MEETING = "meeting"


class PlanAim(StrEnum):
    """What a proposed schedule gives most weight to."""

    LEAST_DRIVING = "least_driving"
    MOST_PEOPLE = "most_people"
    MOST_REGULAR = "most_regular"


class PlanState(StrEnum):
    """Where a schedule stands: looked at, kept to, or replaced by a later one."""

    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    REPLACED = "replaced"


class RegulationKind(StrEnum):
    """Kinds of rule in the ledger of regulations."""

    SOLICITING_BAN = "soliciting_ban"
    TOLERANCE_ZONE = "tolerance_zone"
    ESTABLISHMENT_BAN = "establishment_ban"
    DEROGATION = "derogation"
    CHECKS = "checks"
    NATIONAL_LAW = "national_law"


class AccessRole(StrEnum):
    """What somebody may do with Maraude; an account has one or several."""

    FIELD = "field"
    COORDINATOR = "coordinator"
    ANALYST = "analyst"
    PUBLISHER = "publisher"
    ADMINISTRATOR = "administrator"


class Tier(StrEnum):
    """How much of the register a running app can reach."""

    INTERNAL = "internal"
    POLICY = "policy"
    PUBLIC = "public"


class ReleaseState(StrEnum):
    """Where a release stands: waiting for the second person, published, or taken back before it was."""

    WAITING = "waiting"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class AuditAction(StrEnum):
    """What the audit keeps a line of."""

    SIGN_IN = "sign_in"
    REFUSED = "refused"
    VIEW = "view"
    FILTER = "filter"
    EXPORT = "export"
    CHANGE = "change"
    ACCOUNT = "account"
    RELEASE = "release"
    BACKUP = "backup"
    RETENTION = "retention"


class ExportPurpose(StrEnum):
    """Why something leaves the register."""

    TEAM = "team"
    FUNDER = "funder"
    CORRECTION = "correction"
    MOVE = "move"
    RIGHTS = "rights"


class HourBand(IntEnum):
    """Bands of the day, ordered as an operational day runs: it starts at 06:00 and ends at 05:59."""

    MORNING = 0
    AFTERNOON = 1
    EVENING = 2
    NIGHT = 3
    UNKNOWN = 9


BAND_STARTS: dict[HourBand, int] = {
    HourBand.MORNING: 6,
    HourBand.AFTERNOON: 12,
    HourBand.EVENING: 18,
    HourBand.NIGHT: 22,
}
"""First hour of each band; the night runs to 06:00 of the next calendar day."""

DAY_STARTS_AT = 6
"""Hour at which an operational day begins: what happens before belongs to the evening before."""

LONGEST_LABEL = 80
"""Longest label of a place or a service, in characters."""
