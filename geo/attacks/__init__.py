"""Attacks on a release by somebody who sees what is published and nothing else: docs/methods/attacks.md.

Every attack also runs on the naive design that it defeats, made from the same truth, and must succeed there:
an attack that cannot succeed proves nothing.
"""
