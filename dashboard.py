"""The door: serves the shell, the map assets and nothing else."""

import streamlit as st

from pages.ui.doors import middleware, routes

app = st.App("pages/ui/shell.py", routes=routes(), middleware=middleware())
