"""The synthetic demo register of 2012 to 2019, true to the 2019 annual report."""

from data.demo.dispersal import KNOWN_DISPERSAL
from data.demo.fill import clear_register, fill_demo

__all__ = ["KNOWN_DISPERSAL", "clear_register", "fill_demo"]
