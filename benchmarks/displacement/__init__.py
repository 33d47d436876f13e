"""Displacement: what the study finds where the truth is known, beside what others would have found."""
