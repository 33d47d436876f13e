"""Ways through a screen that AppTest draws, and to the register behind it."""

from pathlib import Path

from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from data.register.database import open_engine


def engine_of(register: Path) -> Engine:
    """Return the register of the app."""
    return open_engine(f"sqlite:///{register}")


def run(app: AppTest) -> AppTest:
    """Run the screen again; nothing may go wrong."""
    app.run()
    assert not app.exception, [one.message for one in app.exception]
    return app


def press(app: AppTest, key: str) -> AppTest:
    """Press a button; nothing may go wrong."""
    app.button(key=key).click()
    return run(app)
