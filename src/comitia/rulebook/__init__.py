"""The rulebook: a constitution that people can read and a machine can follow.

A rulebook is a Markdown page: each clause in words, then its rule in one TOML block of a closed vocabulary. From it and
from the figures of a vote this room decides: carried or lost, binding whom, what it sets going and under which clause,
and on what the rules are silent. It never guesses: silence is told, and whoever may rule must rule.

- `arithmetic/`: conditions, motions, rounds, colleges, gates, in exact numbers.
- `form/`: the page, the vocabulary, guards, the check.
- `decide/`: from figures and facts to a `Decision` with its clause.
- `tell/`: the rule in plain English, editions compared, a dry run.
- `cases/`: single decided cases (JSON), decided again from rule and figures alone.

Other rooms import from `comitia.rulebook.api`. This file imports nothing, so that a command that needs one part loads
only that.
"""
