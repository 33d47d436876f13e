"""The door: serves the shell of the tier that was set, the map assets and nothing else."""

import streamlit as st

from data.settings import settings
from data.vocabulary import Tier
from pages.ui.doors import middleware, routes

# The shell of a release knows no way to the register, and what is not imported cannot leak.
SHELL = "pages/ui/shell.py" if settings().tier is Tier.INTERNAL else "pages/released/shell.py"

app = st.App(SHELL, routes=routes(), middleware=middleware())
