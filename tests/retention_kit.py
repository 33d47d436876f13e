"""Registers with old months and recent ones, to be coarsened and purged."""

from datetime import date

import numpy as np
from sqlalchemy import Engine

from data.register import tables as t
from data.register.copying import advance_counters
from tests.builders import fill_random
from tests.import_kit import bring_in, csv, fill
from tests.occasions import fill_occasions

HEADER = "date;heure d'arrivée;lieu;minutes;résultat;sexe;nombre;encodé le;début de maraude;fin de maraude"

OLD = (
    "05/03/2019;21h30;Triangle;45;rencontre;F;2;07/03/2019;20h00;23h00",
    "19/03/2019;01h10;Triangle;30;rencontre;H;1;20/03/2019;20h00;02h00",
    "19/03/2019;23h10;Rue du Rivage;20;personne;;;20/03/2019;20h00;02h00",
    "22/04/2019;07h30;Rue du Rivage;20;personne;;;22/04/2019;06h00;09h00",
)

NEW = ("10/12/2019;21h30;Triangle;40;rencontre;F;1;10/12/2019;20h00;23h00",)

LIMIT = date(2019, 12, 1)


def bring_in_three_months(engine: Engine) -> None:
    """Give an empty register two old months and a recent one, by two imports."""
    fill(engine)
    bring_in(engine, csv(*OLD, header=HEADER))
    bring_in(engine, csv(*NEW, header=HEADER))


def fill_months(engine: Engine, rng: np.random.Generator) -> None:
    """Fill a register with random work of two months."""
    fill_random(engine, rng)
    fill_occasions(engine, rng)
    with engine.begin() as connection:
        advance_counters(connection, t.Base.metadata.sorted_tables)
