"""Zones and units of several places that may be published, from public outlines."""
