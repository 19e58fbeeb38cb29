"""JT/T 808 on the wire, by frames that real devices sent (published by makers, and in the tests of Traccar)."""

import random

import pytest

from tests.units.jt808_device import batch_body, position_body
from units.jt808 import messages
from units.jt808.frames import LONGEST_FRAME, BadFrame, Message, Splitter, TooLong, read, unescape, written
from units.jt808.messages import Unreadable
from units.jt808.parts import Parts

REGISTRATION_2013 = (
    "7E0100002D013511221122000500000000373031303748422D52303347424400000000000000000000003233363631303402"
    "CBD5424136383630387E"
)
REGISTRATION_2011 = "7E01000021013345678906000F002C012F373031313142534A2D4D3742203030303030303001D4C1423838383838B47E"
REGISTRATION_2019 = (
    "7E 01 00 40 54 01 00 00 00 00 00 02 23 45 67 89 00 00 00 0B 00 65 01 23 45 67 89 AB CD EF 00 00 00 01 23 45 67 89"
    "AB CD EF 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 01 23 45 67 89 AB CD EF 00 00 00 00 00"
    "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 01 BE A9 44 31 32 33 34 35 93 7E"
)
ANSWER_2019 = (
    "7E 81 00 40 17 01 00 00 00 00 00 02 23 45 67 89 00 00 00 00 00 6E 75 67 6D 51 52 56 34 61 78 6C 4C 4"
    "7 6A 6A 6F 6E 41 3D 3D 13 7E"
)
AUTHENTICATION = "7E0102000E013511221122000661757468656E7469636174696F6E3F7E"
PRESSED_WEST = (
    "7e0200002e094027587492000a000000010000000a03083db7001329f3000000140000130412164952010400000012360a00"
    "02341502cb0c20085c107e"
)
NOT_FIXED = (
    "7e0200002c00160128561400020000000000040001005de1f7065c6cef00000000000017011710044201040000a9002a0200"
    "0030011b3101030c7e"
)
BATCH = (
    "7E0704014301356777777707F5000801002600000000000000030159741206CBFD5001720000000116052709062401040000001D0302000000"
    "2600000000000000030159746606CBFD50016B0000000116052709065301040000001D03020000002600000000000000030159"
    "75E406CBFE58013F0000000116052709072701040000001D0302000000260000000000000003015976DE06CBFF10012E000000"
    "0116052709075601040000001D0302000000260000000000000003015976BC06CBFED0012D0000000116052709083001040000"
    "001D0302000000260000000000000003015976FE06CBFEC001080000000116052709090001040000001D030200000026000000"
    "0000000003015976FE06CBFE7800FC0000000116052709093301040000001D0302000000260000000000000003015977A606CB"
    "FF3001080000000116052709100201040000001D030200001F7E"
)
ALL = [
    REGISTRATION_2013,
    REGISTRATION_2011,
    REGISTRATION_2019,
    ANSWER_2019,
    AUTHENTICATION,
    PRESSED_WEST,
    NOT_FIXED,
    BATCH,
]


def one(captured: str) -> Message:
    [frame] = Splitter().feed(bytes.fromhex(captured))
    return read(frame)


@pytest.mark.parametrize("captured", ALL)
def test_a_captured_frame_is_read_and_written_again_byte_for_byte(captured):
    assert written(one(captured)) == bytes.fromhex(captured)


@pytest.mark.parametrize(
    ("captured", "maker", "model", "device", "plate"),
    [
        (REGISTRATION_2013, "70107", "HB-R03GBD", "2366104", "苏BA6860"),
        (REGISTRATION_2011, "70111", "BSJ-M7B", "0000000", "粤B88888"),
        (REGISTRATION_2019, "0123456789abcdef", "0123456789abcdef", "0123456789abcdef", "京D12345"),
    ],
)
def test_registrations_of_all_three_versions_are_understood(captured, maker, model, device, plate):
    message = one(captured)
    assert messages.registering(message.body, message.of_2019) == (maker, model, device, plate)


def test_the_phone_number_is_the_same_in_both_lengths():
    assert one(REGISTRATION_2013).phone == "13511221122"
    assert one(REGISTRATION_2019).phone == "223456789"


def test_codes_are_read_in_both_versions():
    assert messages.authentication(one(AUTHENTICATION).body, False) == "authentication"
    assert messages.authentication(b"\x03abc" + b"0" * 35, True) == "abc"
    with pytest.raises(Unreadable):
        messages.authentication(b"\x09abc", True)


def test_a_pressed_button_west_of_greenwich():
    found = messages.position(one(PRESSED_WEST).body)
    assert (found.lon, found.lat, found.emergency, found.fixed) == (-1.255923, 50.871735, True, True)
    assert found.speed == pytest.approx(2 / 3.6)
    assert found.at == 1365756592.0  # 2013-04-12 16:49:52 in Beijing


def test_a_receiver_that_is_not_fixed_says_so():
    found = messages.position(one(NOT_FIXED).body)
    assert (found.fixed, found.lon, found.lat) == (False, 106.720495, 6.152695)


def test_a_batch_has_all_its_positions():
    found = messages.positions(one(BATCH).body)
    assert len(found) == 8
    assert (found[0].lon, found[0].lat) == (114.031952, 22.639634)
    for body in (one(BATCH).body[:-1], b"\x00", one(BATCH).body[:40]):
        with pytest.raises(Unreadable):
            messages.positions(body)


def test_a_clock_that_is_no_time_is_no_time():
    assert messages.moment(bytes.fromhex("261323120000")) is None
    assert messages.moment(bytes.fromhex("aa0101000000")) is None


def test_every_byte_survives_escaping_in_any_slices():
    chance = random.Random(808)
    sent = [Message(0x0900, bytes(6), n, bytes(chance.choices([0x7D, 0x7E, 1, 2, 99], k=300))) for n in range(20)]
    wire, splitter, frames = b"".join(written(message) for message in sent), Splitter(), []
    while wire:
        cut = chance.randint(1, 40)
        frames += splitter.feed(wire[:cut])
        wire = wire[cut:]
    assert [read(frame) for frame in frames] == sent


def test_garbage_before_and_between_frames_costs_no_frame():
    good = bytes.fromhex(AUTHENTICATION)
    frames = Splitter().feed(b"\x00\xff\x55garbage" + good + b"more" + good + good[:10])
    found = []
    for frame in frames:
        try:
            found.append(read(frame).kind)
        except BadFrame:
            found.append(None)
    assert found == [None, 0x0102, None, 0x0102]


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda frame: frame[:-1] + bytes([frame[-1] ^ 1]), "checksum"),
        (lambda frame: frame[:10], "shorter"),
        (lambda frame: frame[:5] + b"\x7d\x05" + frame[7:], "escape"),
        (lambda frame: frame[:20] + frame[21:], "checksum"),
    ],
)
def test_a_damaged_frame_is_named_and_left_out(spoil, why):
    with pytest.raises(BadFrame, match=why):
        read(spoil(bytes.fromhex(AUTHENTICATION)[1:-1]))


def test_bytes_without_end_are_not_kept():
    splitter = Splitter()
    for _piece in range(LONGEST_FRAME // 100):
        splitter.feed(bytes(100))
    with pytest.raises(TooLong):
        splitter.feed(bytes(100))
    assert len(splitter.rest) <= LONGEST_FRAME


def test_an_unknown_escape_is_bad():
    with pytest.raises(BadFrame):
        unescape(b"ab\x7d\x03")


def test_a_long_message_is_put_together_from_its_parts_in_any_order():
    body = batch_body(*[position_body()] * 60)
    pieces = [body[:1000], body[1000:2000], body[2000:]]
    parts = Parts()
    sent = [Message(0x0704, bytes(6), 10 + n, piece, part=(3, n + 1)) for n, piece in enumerate(pieces)]
    assert parts.take(sent[2]) is None
    assert parts.take(sent[0]) is None
    whole = parts.take(sent[1])
    assert whole.body == body
    assert whole.answers == sent
    with pytest.raises(Unreadable):
        parts.take(sent[0]._replace(part=(3, 4)))
    with pytest.raises(Unreadable):
        parts.take(sent[0]._replace(part=(60_000, 1)))
