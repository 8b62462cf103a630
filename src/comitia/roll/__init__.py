"""The roll: who is a member, since when and as what; and the electorate of one ballot, frozen.

Ballots have been lost in court over a list. This room keeps to four rules:

- Every row of a file that comes in is reported: taken, changed, same, refused, and why.
- What was believed when stays: files of members follow each other, and nothing is edited.
- An electorate is a rule applied to the roll as of one day. Each member's place has a clause and a fact, and a
  missing fact is said to be missing.
- Nobody outside learns from what is published whether a given person is on the list.

It leaves to others: the rulebook (which clause, which date, which reading), the issue of credentials, and the ballot.

In the order of the procedure: `fields` and `readings` (what a column means), `received` and `intake` (a file, row by
row), `standing` (the roll on a day), `rule` (the electorate's rule), `electorate` (who is in, and the salted digest),
`difference`, `claims`, `folder` (where it is all kept).
"""

from comitia.roll.claims import Change, amend, check_change, receive_electors, render_list
from comitia.roll.difference import Difference, compare_places
from comitia.roll.electorate import (
    Decided,
    commit,
    decide_electorate,
    electors_of,
    explain,
    places_of,
    render_electors,
)
from comitia.roll.fields import Field, Kind, Mapped, receive_field, receive_mapping, render_field, suggest_mapping
from comitia.roll.folder import Entry, append_entry, open_roll
from comitia.roll.intake import Intake, check_rows
from comitia.roll.readings import receive_date_form
from comitia.roll.received import Received, receive_table
from comitia.roll.rule.electorates import Rule, move_freeze, receive_rules
from comitia.roll.standing import Roll, Snapshot, history, make_roll, members_on, render_members

__all__ = [
    "Change",
    "Decided",
    "Difference",
    "Entry",
    "Field",
    "Intake",
    "Kind",
    "Mapped",
    "Received",
    "Roll",
    "Rule",
    "Snapshot",
    "amend",
    "append_entry",
    "check_change",
    "check_rows",
    "commit",
    "compare_places",
    "decide_electorate",
    "electors_of",
    "explain",
    "history",
    "make_roll",
    "members_on",
    "move_freeze",
    "open_roll",
    "places_of",
    "receive_date_form",
    "receive_electors",
    "receive_field",
    "receive_mapping",
    "receive_rules",
    "receive_table",
    "render_electors",
    "render_field",
    "render_list",
    "render_members",
    "suggest_mapping",
]
