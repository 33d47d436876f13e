"""Ways through the screen of places, and places to look at there."""

from pathlib import Path

import shapely
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from data.register.database import writing
from data.register.place_checks import PlaceDraft
from data.register.places import save_place
from data.register.tables import Service
from data.vocabulary import PlaceKind
from tests.screen_kit import engine_of

SPOT = shapely.Point(4.187, 50.477)


def with_service(register: Path) -> Engine:
    """Give an empty register a service; return the register."""
    engine = engine_of(register)
    with writing(engine) as session:
        session.add(Service(id=1, code="charleroi", label="Charleroi"))
    return engine


def save_bar(engine: Engine, label: str = "Bar du canal") -> int:
    """Save a bar that nobody has visited; return its number."""
    draft = PlaceDraft(kind=PlaceKind.BAR, label=label, geometry=SPOT, municipality="58001", service=1)
    place = save_place(engine, draft).id
    assert place is not None
    return place


def key_of(app: AppTest, ending: str) -> str:
    """Return the key of the one widget of the open form that ends so."""
    fields = (app.text_input, app.text_area, app.number_input, app.selectbox, app.date_input)
    [key] = [one.key for field in fields for one in field if one.key and one.key.endswith(ending)]
    return str(key)
