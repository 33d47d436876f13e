"""The columns that a register file may have."""

from dataclasses import dataclass
from enum import Enum, StrEnum


class Activity(StrEnum):
    """What a row of the file tells about; a file without this column tells about field work."""

    FIELD = "field"
    DROP_IN = "drop_in"
    CONSULTATION = "consultation"
    EVENT = "event"
    ONLINE = "online"
    OTHER = "other"


class Field(StrEnum):
    """A column that the register has a place for."""

    ACTIVITY = "activity"
    DAY = "day"
    ARRIVAL = "arrival"
    PLACE = "place"
    SERVICE = "service"
    MINUTES = "minutes"
    OUTCOME = "outcome"
    TEAM = "team"
    PASSAGE = "passage"
    ROUND_START = "round_start"
    ROUND_END = "round_end"
    RECORDED_ON = "recorded_on"
    SEX = "sex"
    AGE_BAND = "age_band"
    NATIONALITY = "nationality"
    ACQUAINTANCE = "acquaintance"
    ROLE = "role"
    COUNT = "count"
    PRIOR = "prior"
    PRIOR_COUNT = "prior_count"
    NATURE = "nature"
    MODE = "mode"
    RELAY_TARGET = "relay_target"
    INTERVENTION_COUNT = "intervention_count"
    ACT = "act"
    ACT_ROLE = "act_role"
    ACT_COUNT = "act_count"
    MATERIAL = "material"
    MATERIAL_COUNT = "material_count"
    POLICE = "police"
    TENSION = "tension"
    LIGHT = "light"
    HALF_DAY = "half_day"
    INSURANCE = "insurance"
    EVENT = "event"
    MUNICIPALITY = "municipality"
    REGISTER = "register"


class Kind(Enum):
    """How the cells of a column are read."""

    WORD = "word"
    DAY = "day"
    TIME = "time"
    EFFORT = "effort"
    NUMBER = "number"
    PLACE = "place"
    SERVICE = "service"
    TEAM = "team"
    MUNICIPALITY = "municipality"
    YES_NO = "yes_no"
    MARK = "mark"


@dataclass(frozen=True)
class Column:
    """
    A column of the file.

    Attributes
    ----------
    label : str
        English source of its name on screen.
    kind : Kind
        How its cells are read.
    fr, nl, en : str
        Accepted headers separated by semicolons; the first one is what an export writes.
    words : type of StrEnum, optional
        The closed list of its cells.
    """

    label: str
    kind: Kind
    fr: str
    nl: str
    en: str
    words: type[StrEnum] | None = None

    def headers(self, language: str) -> tuple[str, ...]:
        """Return the accepted headers of *language*, the written one first."""
        return tuple({"fr": self.fr, "nl": self.nl, "en": self.en}[language].split("; "))
