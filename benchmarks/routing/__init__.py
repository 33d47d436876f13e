"""Routing benchmarks: published instances and generated plans, beside best-known values and other solvers."""
