"""The evening's rounds: which places, by which pair, in which order, and why not the others."""
