"""Controls, which are honest; and faults of the record itself: bytes, chain, order, an older copy (checks 1 to 3 and
21)."""

import json
import re

from tests.tampering.archive import Event, compact, sha256, write_archive, write_member
from tests.tampering.faults.kit import HOLDS, TIMESTAMP, changed, fault, honest, members, plus_one, reheaded, tail
from tests.tampering.forge import Forge

# controls


@fault(HOLDS, "an honest election, two mandatory trustees, one voter voted twice")
def honest_election(f: Forge) -> bytes:
    return honest(f)


@fault(HOLDS, "an honest election with weights", "b2048")
def honest_election_(f: Forge) -> bytes:
    return honest(f)


@fault(HOLDS, "an honest election, one mandatory trustee and two of three", "mixed")
def honest_election_of_mixed_trustees(f: Forge) -> bytes:
    return honest(f)


@fault(HOLDS, "voting is open: a Setup and ballots")
def open_election(f: Forge) -> bytes:
    return write_archive([f.setup(), *f.cast()])


@fault(HOLDS, "voting is open and nobody has voted")
def open_and_empty(f: Forge) -> bytes:
    return write_archive([f.setup()])


@fault(HOLDS, "tallied, one of two trustees has decrypted, no result yet")
def half_decrypted(f: Forge) -> bytes:
    return write_archive([f.setup(), *f.cast(), Event("EndBallots"), f.tally_event(), *f.decryptions((1,))])


@fault(HOLDS, "nobody voted: a tally of neutral elements, decrypted to zeros")
def nobody_voted(f: Forge) -> bytes:
    f.ballots = []
    tally = f.tally_event(num_tallied=0)
    return write_archive([f.setup(), Event("EndBallots"), tally, *f.decryptions((1, 2)), f.result_event([0, 0, 0])])


@fault(HOLDS, "a certificate of the credential authority in the Setup, as newer releases may write it: not judged")
def setup_with_a_certificate(f: Forge) -> bytes:
    setup = f.setup()
    certificate = compact({"certificate": "of a newer release"})
    names = json.loads(setup.records[3]) | {"credentials_certificate": sha256(certificate)}
    return write_archive([Event("Setup", (*setup.records[:3], certificate, compact(names))), *f.cast()])


@fault(HOLDS, "a wrong partial decryption of a shared key that two right ones make up for", "mixed")
def spare_decryption_wrong(f: Forge) -> bytes:
    events = f.decryptions((1, 2, 3, 4))
    bad = changed(f.decrypt(f.trustees[2]), "decryption_proofs", 0, 0, "response", to=plus_one(f))
    events[2] = f.decryption_event(3, bad)
    return write_archive([f.setup(), *f.cast(), Event("EndBallots"), f.tally_event(), *events, f.result_event()])


# 1: the file itself


@fault(1, "the last 300 bytes are missing")
def truncated_in_a_record(f: Forge) -> bytes:
    return honest(f)[:-300]


@fault(1, "the file ends in the middle of a tar header")
def truncated_in_a_header(f: Forge) -> bytes:
    cut = members(honest(f))
    return b"".join(cut[:-1]) + cut[-1][:200]


@fault(1, "two blocks of zeros at the end, as every tar program adds them")
def padded_with_zero_blocks(f: Forge) -> bytes:
    return honest(f) + bytes(1024)


@fault(1, "one byte more than the last member")
def padded_with_one_byte(f: Forge) -> bytes:
    return honest(f) + b"\0"


@fault(1, "a byte after a content, where zeros belong")
def padding_not_zero(f: Forge) -> bytes:
    cut = members(honest(f))
    cut[1] = cut[1][:-1] + b"x"
    return b"".join(cut)


@fault(1, "one digit of a ballot changed, its name left as it was")
def wrong_hash(f: Forge) -> bytes:
    raw = honest(f)
    place = raw.index(b'"response":"') + 12
    return raw[:place] + (b"1" if raw[place : place + 1] != b"1" else b"2") + raw[place + 1 :]


@fault(1, "one digit of an event changed, its name left as it was", "b2048")
def wrong_hash_of_an_event(f: Forge) -> bytes:
    return honest(f).replace(b'"height":3', b'"height":4')


@fault(1, "another time in one tar header, its checksum left as it was")
def header_time_altered(f: Forge) -> bytes:
    raw = bytearray(honest(f))
    raw[140:141] = b"1" if raw[140:141] != b"1" else b"2"
    return bytes(raw)


@fault(1, "another time in one tar header, its checksum made right")
def header_time_of_one_member(f: Forge) -> bytes:
    cut = members(honest(f))
    cut[3] = reheaded(cut[3], 136, b"12727272727")
    return b"".join(cut)


@fault(1, "another mode in one tar header, its checksum made right")
def header_mode_altered(f: Forge) -> bytes:
    cut = members(honest(f))
    cut[5] = reheaded(cut[5], 100, b"0000755")
    return b"".join(cut)


@fault(1, "the magic word of newer tar programs in one header, its checksum made right")
def header_of_newer_tar(f: Forge) -> bytes:
    cut = members(honest(f))
    cut[2] = reheaded(cut[2], 257, b"ustar\x0000")
    return b"".join(cut)


@fault(1, "the header record says another time than the tar headers")
def header_record_of_another_time(f: Forge) -> bytes:
    cut = members(honest(f))
    cut[0] = write_member("BELENIOS", compact({"version": 1, "timestamp": str(TIMESTAMP + 1)}), TIMESTAMP)
    return b"".join(cut)


@fault(1, "the first member, BELENIOS, is missing")
def header_record_missing(f: Forge) -> bytes:
    return b"".join(members(honest(f))[1:])


@fault(1, "the header record written with a space")
def header_record_respelt(f: Forge) -> bytes:
    cut = members(honest(f))
    cut[0] = write_member("BELENIOS", f'{{"version":1, "timestamp":"{TIMESTAMP}"}}'.encode(), TIMESTAMP)
    return b"".join(cut)


@fault(1, "a member that is neither data nor event")
def foreign_member(f: Forge) -> bytes:
    cut = members(honest(f))
    return b"".join([*cut[:6], write_member("README", b"added later", TIMESTAMP), *cut[6:]])


# 2: the chain


@fault(2, "a data record at the end to which no event refers")
def record_of_no_event(f: Forge) -> bytes:
    return honest(f) + write_member(f"{sha256(b'{}')}.data.json", b"{}", TIMESTAMP)


@fault(2, "the last event is missing, the record before it is there")
def truncated_between_records(f: Forge) -> bytes:
    return b"".join(members(honest(f))[:-1])


@fault(2, "one ballot and its event removed, nothing chained anew")
def event_dropped(f: Forge) -> bytes:
    cut = members(honest(f))
    return b"".join(cut[:8] + cut[10:])  # header, four records, Setup, then ballot and event in pairs


@fault(2, "two ballots with their events exchanged, nothing chained anew")
def events_reordered(f: Forge) -> bytes:
    cut = members(honest(f))
    return b"".join(cut[:6] + cut[8:10] + cut[6:8] + cut[10:])


@fault(2, "two events name the same parent: the second ballot is chained to the Setup, as the first is")
def events_forked(f: Forge) -> bytes:
    first = members(write_archive([f.setup(), f.cast()[0]]))
    second = members(write_archive([f.setup(), f.cast()[1]]))
    return b"".join(first + second[-2:])


@fault(2, "a wrong height, everything after it chained to it")
def height_wrong(f: Forge) -> bytes:
    events = f.events()
    events[2] = Event("Ballot", events[2].records, {"height": 7})
    return write_archive(events)


@fault(2, "the first event names a parent")
def first_event_with_a_parent(f: Forge) -> bytes:
    events = f.events()
    setup = write_archive([Event("Setup", events[0].records)])
    event = compact({"parent": "0" * 64, "height": 0, "type": "Setup", "payload": sha256(events[0].records[-1])})
    return b"".join(members(setup)[:-1]) + write_member(f"{sha256(event)}.event.json", event, TIMESTAMP)


@fault(2, "an event whose payload is the hash of another record")
def payload_of_another_event(f: Forge) -> bytes:
    events = f.events()
    events[2] = Event("Ballot", events[2].records, {"payload": sha256(events[1].records[0])})
    return write_archive(events)


@fault(2, "an event without its payload", "b2048")
def payload_missing(f: Forge) -> bytes:
    events = f.events()
    events[2] = Event("Ballot", events[2].records, {"payload": None})
    return write_archive(events)


@fault(2, "the setup data refer to another list of credentials than the one that is there")
def setup_refers_elsewhere(f: Forge) -> bytes:
    setup = f.setup()
    other = f.setup(credentials=f.credentials[:3])
    return write_archive([Event("Setup", (*setup.records[:3], other.records[3])), *f.events()[1:]])


@fault(2, "the sized tally refers to another tally than the one that is there")
def tally_refers_elsewhere(f: Forge) -> bytes:
    events = f.events()
    at = next(i for i, event in enumerate(events) if event.kind == "EncryptedTally")
    events[at] = f.tally_event(encrypted_tally="0" * 64)
    return write_archive(events)


@fault(2, "an event of a kind that the protocol does not know")
def event_of_unknown_kind(f: Forge) -> bytes:
    return write_archive([*f.events(), Event("Recount")])


@fault(2, "an event written with a space")
def event_respelt(f: Forge) -> bytes:
    cut = members(write_archive([f.setup()]))
    event = re.sub(rb'"height":0', b'"height": 0', cut[-1][512:].rstrip(b"\0"))
    return b"".join(cut[:-1]) + write_member(f"{sha256(event)}.event.json", event, TIMESTAMP)


@fault(2, "an event that is no JSON")
def event_not_json(f: Forge) -> bytes:
    return honest(f) + write_member(f"{sha256(b'Ballot')}.event.json", b"Ballot", TIMESTAMP)


# 3: the order


@fault(3, "a ballot after EndBallots, chained")
def ballot_after_close(f: Forge) -> bytes:
    return write_archive([f.setup(), *f.cast()[:-1], Event("EndBallots"), f.cast()[-1]])


@fault(3, "a ballot after EndBallots, tallied and decrypted with the others", "b2048")
def ballot_after_close_counted(f: Forge) -> bytes:
    return write_archive([f.setup(), *f.cast()[:-1], Event("EndBallots"), f.cast()[-1], *tail(f)[1:]])


@fault(3, "a ballot after the result")
def ballot_after_result(f: Forge) -> bytes:
    return write_archive([f.setup(), *f.cast()[:-1], *tail(f), f.cast()[-1]])


@fault(3, "the result twice")
def two_results(f: Forge) -> bytes:
    return write_archive([*f.events(), f.result_event()])


@fault(3, "a second result, another one")
def second_result_differs(f: Forge) -> bytes:
    return write_archive([*f.events(), f.result_event([0, 2, 1])])


@fault(3, "the Setup twice")
def two_setups(f: Forge) -> bytes:
    return write_archive([f.setup(), *f.cast()[:2], f.setup(), *f.cast()[2:], *tail(f)])


@fault(3, "the tally twice")
def two_tallies(f: Forge) -> bytes:
    return write_archive([f.setup(), *f.cast(), Event("EndBallots"), f.tally_event(), *tail(f)[1:]])


@fault(3, "no EndBallots before the tally")
def ballots_never_closed(f: Forge) -> bytes:
    return write_archive([f.setup(), *f.cast(), *tail(f)[1:]])


@fault(3, "EndBallots twice")
def closed_twice(f: Forge) -> bytes:
    return write_archive([f.setup(), *f.cast(), Event("EndBallots"), *tail(f)])


@fault(3, "a partial decryption before the tally")
def decryption_before_tally(f: Forge) -> bytes:
    end, tally, first, second, result = tail(f)
    return write_archive([f.setup(), *f.cast(), end, first, tally, second, result])


@fault(3, "a partial decryption after the result")
def decryption_after_result(f: Forge) -> bytes:
    end, tally, first, second, result = tail(f)
    return write_archive([f.setup(), *f.cast(), end, tally, first, result, second])


@fault(3, "a result without any partial decryption")
def result_without_decryptions(f: Forge) -> bytes:
    return write_archive([f.setup(), *f.cast(), Event("EndBallots"), f.tally_event(), f.result_event()])


@fault(3, "no Setup")
def setup_missing(f: Forge) -> bytes:
    return write_archive(f.cast())


@fault(3, "a header and nothing else")
def no_event_at_all(f: Forge) -> bytes:
    return write_archive([])


@fault(3, "EndShuffles in an election that has nothing to shuffle")
def shuffles_out_of_place(f: Forge) -> bytes:
    end, tally, *rest = tail(f)
    return write_archive([f.setup(), *f.cast(), end, tally, Event("EndShuffles"), *rest])


# 21: the older copy


@fault(HOLDS, "the honest election, compared with its own open state", since="open_election")
def grown_since(f: Forge) -> bytes:
    return honest(f)


@fault(
    21,
    "a ballot removed and all that follows made anew with the real keys: only an older copy shows it",
    since="open_election",
)
def censored_since(f: Forge) -> bytes:
    f.ballots = f.ballots[:1] + f.ballots[2:]
    sums = f.tally()
    partials = [f.decryption_event(t.owner, f.decrypt(t, sums)) for t in f.trustees]
    tally = f.tally_event(sums, num_tallied=2)
    return write_archive([f.setup(), *f.cast(), Event("EndBallots"), tally, *partials, f.result_event([1, 0, 1])])


@fault(21, "the last ballot taken away again while voting is open", since="open_election")
def shortened_since(f: Forge) -> bytes:
    return write_archive([f.setup(), *f.cast(f.ballots[:3])])


@fault(21, "the ballots in another order than they were published in, chained anew", since="open_election")
def reordered_since(f: Forge) -> bytes:
    return write_archive([f.setup(), *f.cast([f.ballots[i] for i in (1, 0, 2, 3)])])
