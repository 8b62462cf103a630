"""The literate form of a rulebook: Markdown in which each clause stands in words, then its rule in one TOML block.

`document` splits the page and remembers lines, `guard` reads conditions, `vocabulary` (people, decisions, order) is the
closed list of what a rule can say, `book` holds a rulebook that was read, and `check` finds its faults. The form is
described for secretaries in `docs/rulebook/form.md`.
"""
