"""What is said is counted by kind, and never among the nominations that have force."""

from datetime import date

from comitia.record.statements import count_statements, render_tallies

from .test_entries import MINUTES, draft, record_of

PEOPLE = [draft("person", {"id": name, "name": name}, "minutes") for name in ("corbyn", "eagle", "mp-1", "mp-2")]
BODIES = [
    draft("organization", {"id": "branch-1", "name": "A branch", "classification": "branch"}, "minutes"),
    draft("organization", {"id": "branch-2", "name": "B branch", "classification": "branch"}, "minutes"),
    draft("organization", {"id": "union-1", "name": "A union", "classification": "affiliated_union"}, "minutes"),
]


def said(name: str, says: str, speaker: str, about: str, day: str, place: str = "in a letter") -> object:
    by = "by_person_id" if speaker.startswith("mp") else "by_organization_id"
    fact = {"id": name, "says": says, by: speaker, "about_person_id": about, "date": day, "place": place}
    return draft("statement", fact, "minutes")


def test_statements_are_counted_by_kind_and_sort_of_speaker() -> None:
    record = record_of(
        MINUTES,
        *PEOPLE,
        *BODIES,
        said("s1", "supports", "branch-1", "corbyn", "2016-07-01"),
        said("s2", "supports", "branch-2", "corbyn", "2016-07-02"),
        said("s3", "endorses", "union-1", "corbyn", "2016-07-02"),
        said("s4", "calls_to_go", "mp-1", "corbyn", "2016-06-27"),
        said("s5", "calls_to_go", "mp-1", "corbyn", "2016-06-28", "again, on television"),
    )
    (tally,) = count_statements(record, date(2016, 7, 2))
    assert (tally.n_said("supports"), tally.n_said("endorses"), tally.n_said("calls_to_go")) == (2, 1, 1)
    assert tally.said["supports"] == {"branch": ("branch-1", "branch-2")}
    assert list(tally.said) == ["supports", "endorses", "calls_to_go"]
    (earlier,) = count_statements(record, date(2016, 6, 30))
    assert earlier.said == {"calls_to_go": {"person": ("mp-1",)}}


def test_the_latest_of_two_opposite_statements_counts() -> None:
    record = record_of(
        MINUTES,
        *PEOPLE,
        said("s2", "calls_to_stay", "mp-1", "corbyn", "2016-07-02"),
        said("s1", "calls_to_go", "mp-1", "corbyn", "2016-06-27"),
    )
    (tally,) = count_statements(record, date(2016, 7, 2))
    assert tally.said == {"calls_to_stay": {"person": ("mp-1",)}}


def test_a_nomination_in_words_has_no_force_and_one_under_a_clause_has() -> None:
    post = {"id": "leader", "label": "Leader", "role": "officer", "filled_by": "x", "single_holder": True}
    contest = {"id": "c", "post_id": "leader", "name": "Leader 2016", "date": "2016-07-11"}
    nomination = {"id": "n1", "by_person_id": "mp-2", "about_person_id": "eagle", "contest_id": "c"}
    nomination |= {"date": "2016-07-11", "route": "mps-and-meps", "clause": "4.II.2.B(ii)"}
    record = record_of(
        MINUTES,
        *PEOPLE,
        *BODIES,
        draft("post", post, "minutes"),
        draft("contest", contest, "minutes"),
        said("s1", "nominates", "union-1", "eagle", "2016-07-11"),
        draft("nomination", nomination, "minutes"),
    )
    (tally,) = count_statements(record, date(2016, 7, 11))
    assert tally.n_said("nominates") == 1
    assert tally.n_with_force() == 1
    assert tally.with_force == {"mps-and-meps": {"person": ("mp-2",)}}
    (row,) = render_tallies([tally])
    assert row["nominations_with_force"]["mps-and-meps"]["person"] == {"count": 1, "by": ["mp-2"]}
    (only,) = count_statements(record, date(2016, 7, 11), contest="c")
    assert only.n_said("nominates") == 0  # that statement named no contest
