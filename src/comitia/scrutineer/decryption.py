"""What the trustees did, and the result (checks 18 to 20).

A partial decryption is judged against the tally that the archive states: that this is the right tally is check 15. A
mandatory trustee's must hold. Of a shared key one that does not hold is set aside, named, and fails the check only if
without it there are not enough: one faulty trustee must not be able to spoil a result that the others vouch for.

The result is not computed but checked: g to the power of each number must be what the factors leave of the tally. So
the size of an electorate costs nothing here.

Source: Belenios specification, "Partial decryptions", "Election result".
"""

from dataclasses import dataclass, field
from typing import Final

from comitia.canonical import render_json
from comitia.errors import ComitiaError
from comitia.protocol.archive.event import EventType
from comitia.protocol.archive.reader import Entry
from comitia.protocol.decryption import (
    TooFewTrustees,
    choose_partial_decryptions,
    find_owner,
    open_tally,
    partial_decryption_fault,
    receive_owned,
)
from comitia.protocol.election import Election
from comitia.protocol.fields import LARGEST_VOTES
from comitia.protocol.result import make_result, receive_result
from comitia.protocol.tally import EncryptedTally
from comitia.protocol.trustees import Trustees
from comitia.scrutineer.checks import PARTIAL_DECRYPTIONS, QUORUM, RESULT
from comitia.scrutineer.ledger import Ledger, Sitting
from comitia.scrutineer.record import Outline

_SHOWN: Final = 300
"""How many characters of a result a finding quotes."""


@dataclass(slots=True)
class _Partials:
    """The partial decryptions by owner's number that hold, those that do not, and what makes the archive itself
    wrong."""

    holding: dict[int, bytes] = field(default_factory=dict)
    set_aside: dict[int, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Stated:
    """What decryptions and result are judged against: the tally as the archive states it, and who may open it.

    `total_weight` is that of all credentials: no answer can have more votes.
    """

    election: Election
    trustees: Trustees
    tally: EncryptedTally
    total_weight: int


def check_decryptions(outline: Outline, stated: Stated, sitting: Sitting) -> None:
    """Judge every partial decryption, whether there are enough, and the result; write down checks 18 to 20."""
    ledger, trustees = sitting.ledger, stated.trustees
    entries = outline.entries(EventType.PARTIAL_DECRYPTION)
    results = outline.entries(EventType.RESULT)
    if not entries:
        ledger.skips(PARTIAL_DECRYPTIONS, "no trustee has decrypted yet")
        ledger.skips(QUORUM, "no trustee has decrypted yet")
        ledger.skips(RESULT, "there is no result yet")
        return
    partials = _judge(entries, stated, sitting.threads)
    _write_down_partials(partials, trustees, bool(results), ledger)
    try:
        chosen = choose_partial_decryptions(trustees, partials.holding)
    except TooFewTrustees as fault:
        if not results:
            ledger.skips(QUORUM, f"not yet: {fault}")
        elif ledger.rests_on(QUORUM, PARTIAL_DECRYPTIONS):
            ledger.fails(QUORUM, f"there is a result, and {fault}")
        if results:
            ledger.rests_on(RESULT, QUORUM)
        else:
            ledger.skips(RESULT, "there is no result yet")
        return
    ledger.holds(QUORUM, "by " + _of_trustees(sorted(partials.holding)))
    if not results:
        ledger.skips(RESULT, "there is no result yet")
        return
    _check_result(results[0], stated, chosen, sitting)


def _judge(entries: list[Entry], stated: Stated, threads: int) -> _Partials:
    partials = _Partials()
    for entry in entries:
        try:
            owned = receive_owned(entry.payload, entry.name)
            owner = find_owner(stated.trustees, owned.owner, entry.name)
        except ComitiaError as fault:
            partials.faults.append(str(fault))
            continue
        if owner.number in partials.holding or owner.number in partials.set_aside:
            partials.faults.append(f"{entry.name}: found a second one of trustee {owner.number}, expected one of each")
            continue
        raw = entry.data[0].content
        wrong = partial_decryption_fault(raw, stated.tally, owner, threads=threads)
        if wrong is None:
            partials.holding[owner.number] = raw
        else:
            partials.set_aside[owner.number] = f"{entry.name}, trustee {owner.number}: {wrong.message}"
    return partials


def _write_down_partials(partials: _Partials, trustees: Trustees, is_closed: bool, ledger: Ledger) -> None:
    """One that does not hold is a fault if its item of the list was not served, or cannot be served any more."""
    faults = list(partials.faults)
    for number, item in enumerate(trustees.items):
        members = [owner.number for owner in trustees.owners.values() if owner.item == number]
        wrong = [member for member in members if member in partials.set_aside]
        holding = [member for member in members if member in partials.holding]
        can_come = len(holding) if is_closed else len(members) - len(wrong)
        if can_come < item.threshold:
            faults += [partials.set_aside[member] for member in wrong]
    if faults:
        ledger.fails(PARTIAL_DECRYPTIONS, "; ".join(faults))
        return
    aside = "".join(f"; set aside, and not needed: {reason}" for reason in partials.set_aside.values())
    ledger.holds(PARTIAL_DECRYPTIONS, _of_trustees(sorted(partials.holding)) + aside)


def _check_result(entry: Entry, stated: Stated, chosen: list[list[tuple[int, bytes]]], sitting: Sitting) -> None:
    ledger = sitting.ledger
    try:
        result = receive_result(entry.payload, stated.election.questions)
    except ComitiaError as fault:
        ledger.fails(RESULT, f"{entry.name}, {fault}")
        return
    wrong = stated.tally.check_result(chosen, result.values, threads=sitting.threads)
    if wrong is not None:
        ledger.fails(RESULT, f"{entry.name}: {wrong.message}{_what_it_is(stated, chosen)}")
        return
    ledger.holds(RESULT, "it is what the tally decrypts to")


def _what_it_is(stated: Stated, chosen: list[list[tuple[int, bytes]]]) -> str:
    """What the tally decrypts to, to be told beside a result that it is not."""
    bound = min(stated.total_weight, LARGEST_VOTES)
    try:
        values = render_json(make_result(open_tally(stated.tally, chosen, bound)).as_json()).decode()
    except ComitiaError:
        return f"; the tally decrypts to no number up to {bound:,}"
    return f"; the tally decrypts to {values if len(values) <= _SHOWN else values[:_SHOWN] + '…'}"


def _of_trustees(numbers: list[int]) -> str:
    if not numbers:
        return "none that holds yet"
    if len(numbers) == 1:
        return f"trustee {numbers[0]}"
    return "trustees " + ", ".join(str(number) for number in numbers[:-1]) + f" and {numbers[-1]}"
