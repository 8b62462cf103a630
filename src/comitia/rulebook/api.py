"""What other rooms may use of the rulebook, in one place.

- Load: `receive_rulebook(raw, file, higher)` gives a `Rulebook`; `rulebook.on(day)` the `RulesOfDay`;
  `rulebook.digest` is the edition. `rules.need(kind, name)`, `rules.all(kind)` give entries in force, `rules.applied`
  with their exceptions. Entries are the classes of `comitia.rulebook.form.vocabulary`.
- Electorates: `electorate_on`, `voters_of` as plain expression trees for the roll (`.as_data()`).
- Gates: `decide_nominations`. Motions: `decide_put`. Stages of an election: `decide_stage`, `decide_sole`.
  All give a `Decision` (`.as_data()`), with clause, edition, readings, figures, effects, triggers, the sentence.
- Time: `timetable`, `due_on`. Vacancies: `succession_of`. Bars: `running_immunities`.

Facts of the moment are a mapping by name: `{"vacant(leader)": False, "holder(leader)": "...", "today": date}`; `today`
is the day of the rules unless it is given. A fact that a guard names and that is not given is refused.

>>> page = b'''# Club
...
... ```toml
... [rulebook]
... id = "club"
... title = "The Club"
... organisation = "The Club"
... edition = "2026"
... from = 2026-01-01
... sources = ["resolution of the founders"]
... ```
...
... **1.** Members in general meeting may dissolve the club by two-thirds of those voting.
...
... ```toml
... [body.meeting]
... clause = "1"
... title = "the general meeting"
...
... [motion.dissolve]
... clause = "1"
... title = "to dissolve the club"
... body = "meeting"
... carries = { at-least = "2/3", of = "yes+no" }
... tie = "not-carried"
... effect = ["dissolution"]
...
... [effect.dissolution]
... clause = "1"
... who = "the club"
... does = "is dissolved"
... ```
... '''
>>> from datetime import date
>>> from fractions import Fraction
>>> rules = receive_rulebook(page, "club.md").on(date(2026, 3, 1))
>>> decide_put(rules, "dissolve", Put(Division(Fraction(20), Fraction(10))), {}).headline
'carried: the club is dissolved'
"""

from comitia.rulebook.arithmetic.figures import Division, Field
from comitia.rulebook.arithmetic.weighted import Section
from comitia.rulebook.decide.ballot import Round, decide_sole, decide_stage
from comitia.rulebook.decide.decision import Decision, EffectDue, Trigger
from comitia.rulebook.decide.electorate import ElectorateRule, electorate_on, voters_of
from comitia.rulebook.decide.gate import decide_nominations, weigh_route
from comitia.rulebook.decide.immunity import PastOutcome, RunningImmunity, running_immunities
from comitia.rulebook.decide.motion import Put, decide_put
from comitia.rulebook.decide.times import DueDate, due_on, span_words, timetable
from comitia.rulebook.decide.vacancy import Acting, succession_of
from comitia.rulebook.form.book import InForce, Rulebook, RulesOfDay
from comitia.rulebook.form.check import check_rulebook
from comitia.rulebook.form.evaluate import holds
from comitia.rulebook.form.fault import Fault
from comitia.rulebook.form.read import read_rulebook, receive_rulebook

__all__ = [
    "Acting",
    "Decision",
    "Division",
    "DueDate",
    "EffectDue",
    "ElectorateRule",
    "Fault",
    "Field",
    "InForce",
    "PastOutcome",
    "Put",
    "Round",
    "Rulebook",
    "RulesOfDay",
    "RunningImmunity",
    "Section",
    "Trigger",
    "check_rulebook",
    "decide_nominations",
    "decide_put",
    "decide_sole",
    "decide_stage",
    "due_on",
    "electorate_on",
    "holds",
    "read_rulebook",
    "receive_rulebook",
    "running_immunities",
    "span_words",
    "succession_of",
    "timetable",
    "voters_of",
    "weigh_route",
]
