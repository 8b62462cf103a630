"""Figures, not tests: each bench prints what it measured beside a peer or a floor of the same run, and fails
nothing."""
