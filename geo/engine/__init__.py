"""Periodic routing: which pattern of visits each site gets, and in which rounds; arrays only."""
