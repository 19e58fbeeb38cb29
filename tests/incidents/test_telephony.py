"""The line to the telephone world: numbers, what an ending means, who may call whom, and real calls by SIP."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

from incidents.telephony import calling, speech
from incidents.telephony.baresip import ONE_TERM, Baresip
from incidents.telephony.baresip_files import LEFT_OVER_S
from incidents.telephony.causes import Ending, Meaning, meaning_of
from incidents.telephony.faults import LineFault, fault_sentence
from incidents.telephony.models import Trunk
from incidents.telephony.numbers import NumberPlan, dialled, read_number, shown
from incidents.telephony.port import Event, Order
from incidents.telephony.trunks import permit, trunk_for
from tests.dispatch.autocall_world import make_line, telephones, told, wait_until
from tests.factories import make_organisation, make_station, make_user
from units.access.refused import Refused

CHINA = NumberPlan("CN", 5)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("138 1234 5678", "+8613812345678"),
        ("+86-138-1234-5678", "+8613812345678"),
        ("0571 8703 1234", "+8657187031234"),
        ("+377 93 15 28 60", "+37793152860"),
        ("8012", "8012"),
    ],
)
def test_a_number_is_read_by_the_number_plan(typed, number):
    assert read_number(typed, CHINA) == number


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "no number"),
        ("abc", "is no telephone number"),
        ("138 1234 567", "not given out"),
        ("+377 12", "too short"),
        ("138 1234 5678 9012 3", "too long"),
        ("+377 11 22 33 44", "not given out"),
        ("801234", "not given out"),  # longer than an internal number may be
        ("13812345678 ext 5", "extension"),
    ],
)
def test_what_is_no_number_is_refused_with_why(typed, says):
    with pytest.raises(Refused) as refused:
        read_number(typed, CHINA)
    assert says in refused.value.message
    assert refused.value.field == "number"


def test_a_number_is_dialled_as_the_exchange_wants_it():
    assert dialled("+8613812345678", region="CN") == "+8613812345678"
    assert dialled("+8613812345678", region="CN", prefix="9", national=True) == "913812345678"
    assert dialled("+37793152860", region="CN", prefix="00", national=True) == "0037793152860"
    assert dialled("8012", region="CN", prefix="9") == "8012"
    assert shown("+8613812345678") == "+86 138 1234 5678"


@pytest.mark.parametrize(
    ("cause", "heard", "means"),
    [
        ("486 Busy Here", {"rang": True}, Ending(Meaning.BUSY)),
        ("603 Decline", {"rang": True}, Ending(Meaning.DECLINED)),
        ("404 Not Found", {}, Ending(Meaning.WRONG_NUMBER)),
        ("480 Temporarily Unavailable", {}, Ending(Meaning.UNREACHABLE)),
        ("480 Temporarily Unavailable", {"rang": True}, Ending(Meaning.NO_ANSWER)),
        ("503 Service Unavailable", {}, Ending(Meaning.FAULT, "overloaded")),
        ("503 Service Unavailable", {"rang": True}, Ending(Meaning.UNREACHABLE)),
        ("401 Unauthorized", {}, Ending(Meaning.FAULT, "refused_login")),
        ("403 Forbidden", {}, Ending(Meaning.FAULT, "forbidden")),
        ("Connection reset by user", {"rang": True, "ours": "ring"}, Ending(Meaning.NO_ANSWER)),
        ("Connection reset by user", {"ours": "ring"}, Ending(Meaning.UNREACHABLE)),
        ("Connection timed out", {"progress": False}, Ending(Meaning.SILENT, "dead")),
        ("Connection reset by user", {"rang": True, "ours": "stop"}, Ending(Meaning.STOPPED)),
        ("end of file", {"answered": True}, Ending(Meaning.HUNG_UP)),
    ],
)
def test_an_ending_means_what_the_exchange_said(cause, heard, means):
    given = {"answered": False, "progress": True, "rang": False, **heard}
    assert meaning_of(cause, **given) == means


@pytest.mark.django_db
def test_a_drill_reaches_no_real_line_whatever_its_row_says(settings):
    settings.MUSTER = {**settings.MUSTER, "SIMULATION": False}
    real = Trunk(name="real", server="sip.example.org", user="desk")
    lying = Trunk(name="lying", server="192.0.2.7", user="desk", simulated=True)
    named = Trunk(name="named", server="localhost:5060", user="desk", simulated=True)
    local = Trunk(name="local", server="127.0.0.1:5070", user="desk", simulated=True)
    for trunk in (real, lying, named):
        with pytest.raises(LineFault, match="rehearsal"):
            permit(trunk, rehearsal=True)
    permit(local, rehearsal=True)
    permit(real, rehearsal=False)
    with pytest.raises(LineFault, match="no_trunk"):
        permit(local, rehearsal=False)
    settings.MUSTER = {**settings.MUSTER, "SIMULATION": True}  # a demonstration rehearses whatever it is told
    with pytest.raises(LineFault, match="rehearsal"):
        permit(real, rehearsal=False)
    permit(local, rehearsal=False)


def test_every_call_goes_through_the_one_gate(monkeypatch, tmp_path):
    """Nobody but the gate knows the driver, and the gate asks first."""
    sources = [path for floor in settings.FLOORS for path in Path(settings.BASE_DIR, floor).rglob("*.py")]
    knows = re.compile(r"\bBaresip\b")
    assert {path.name for path in sources if knows.search(path.read_text(encoding="utf-8"))} == {
        "baresip.py",
        "calling.py",
    }
    sent = []
    monkeypatch.setattr(calling, "port", lambda: sent.append("asked") or pytest.fail("the driver was asked"))
    real = Trunk(name="real", server="sip.example.org", user="desk")
    with pytest.raises(LineFault, match="rehearsal"):
        calling.place(Order("a", "8000", real, tmp_path / "no.wav", rehearsal=True))
    assert sent == []


@pytest.mark.django_db
def test_the_nearest_organisations_line_carries_the_call():
    county, station = make_organisation(), make_station()
    everybodys = Trunk.objects.create(name="all", server="a.example.org", user="a")
    assert trunk_for(station, rehearsal=False) == everybodys
    ours = Trunk.objects.create(name="county", server="b.example.org", user="b", organisation=county)
    Trunk.objects.create(name="other", server="c.example.org", user="c", organisation=make_station("ST2"))
    assert trunk_for(station, rehearsal=False) == ours
    with pytest.raises(LineFault, match="no_exchange"):
        trunk_for(station, rehearsal=True)


@pytest.fixture(scope="module")
def sounds(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("sounds")
    made = {name: folder / f"{name}.wav" for name in ("message", "long", "thanks", "obstacle")}
    for name, seconds in {"message": 3.0, "long": 8.0, "thanks": 0.3, "obstacle": 4.0}.items():
        speech.tone(seconds, made[name])
    return made


def call(trunk: Trunk, number: str, sounds: dict[str, Path], **more) -> list[Event]:
    keys = {"1": sounds["thanks"], "2": sounds["obstacle"]}
    order = Order("test", number, trunk, sounds["message"], True, after_key=keys, record_key="2")
    seen = []
    for event in calling.place(order, **more):
        if event.recording is not None:
            seen.append(speech.length_s(event.recording))
        seen.append(event)
    return seen


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("number", "ends"),
    [
        ("8000", (Meaning.HUNG_UP, "1")),  # key by RFC 4733
        ("8005", (Meaning.HUNG_UP, "1")),  # key by SIP INFO
        ("8006", (Meaning.HUNG_UP, "2")),
        ("8007", (Meaning.HUNG_UP, "")),
        ("8008", (Meaning.BUSY, "")),
        ("8015", (Meaning.DECLINED, "")),
        ("8016", (Meaning.NO_ANSWER, "")),
        ("8018", (Meaning.HUNG_UP, "")),
        ("8019", (Meaning.WRONG_NUMBER, "")),
    ],
)
def test_a_real_call_tells_what_the_person_did(number, ends, sounds):
    with telephones(pace=0.1, speech=b"\x10\x95" * 8000) as address:
        seen = call(make_line(address, ring_s=3), number, sounds)
    assert (seen[-1].kind, seen[-1].meaning, seen[-1].key) == ("ended", *ends)
    recorded = [one for one in seen if isinstance(one, float)]
    assert bool(recorded) == (ends[1] == "2")
    assert all(seconds >= 0.5 for seconds in recorded)


@pytest.mark.django_db
def test_what_is_said_is_kept_though_the_telephone_sent_nothing_before_it(sounds):
    """At a person's pace: seconds of silence before the key, of which some telephones send no packet."""
    with telephones(pace=0.4, speech=b"\x10\x95" * 8000) as address:
        seen = call(make_line(address, ring_s=6), "8006", {**sounds, "message": sounds["long"]})
    [seconds] = [one for one in seen if isinstance(one, float)]
    assert 1.5 < seconds < 3.0


@pytest.mark.django_db
def test_a_right_password_is_taken_and_a_wrong_one_is_said_so(monkeypatch, sounds):
    with telephones(pace=0.05, password="open-sesame") as address:
        trunk = make_line(address, password_env="MUSTER_TRUNK_TEST")
        with pytest.raises(LineFault) as fault:
            call(trunk, "8000", sounds)
        assert "MUSTER_TRUNK_TEST" in fault_sentence(fault.value.code, fault.value.detail)
        monkeypatch.setenv("MUSTER_TRUNK_TEST", "wrong")
        [ended] = call(trunk, "8000", sounds)
        assert (ended.meaning, ended.fault) == (Meaning.FAULT, "refused_login")
        assert "refuses user or password (401 Unauthorized)" in fault_sentence(ended.fault, ended.cause)
        monkeypatch.setenv("MUSTER_TRUNK_TEST", "open-sesame")
        assert call(trunk, "8000", sounds)[-1].key == "1"


@pytest.mark.django_db
def test_nobody_at_the_other_end_is_a_fault_of_the_line_and_no_attempt_at_a_person(sounds):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        address = free.getsockname()
        [silent] = call(make_line(address, ring_s=1), "8000", sounds)  # somebody listens and says nothing
    assert (silent.meaning, silent.fault) == (Meaning.SILENT, "dead")
    [closed] = call(make_line(address, name="closed", ring_s=1), "8000", sounds)
    assert (closed.meaning, closed.fault) == (Meaning.FAULT, "dead")


@pytest.mark.django_db
def test_a_missing_program_and_a_full_disk_are_found_before_anything_is_sent(monkeypatch, sounds):
    trunk = make_line(("127.0.0.1", 9))
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: type("Usage", (), {"free": 1024})())
    with pytest.raises(LineFault, match="no_space"):
        call(trunk, "8000", sounds)
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(LineFault, match="no_program: baresip"):
        call(trunk, "8000", sounds)


def test_whoever_makes_calls_is_killed_outright_and_every_telephone_hears_the_end(tmp_path):
    """Linux tells the calling program once for each thread that dies; it would crash at the second."""
    log, sound = tmp_path / "telephones.log", tmp_path / "sound.wav"
    speech.tone(20.0, sound)
    with telephones(pace=0.1, log=log) as (host, port):
        command = [sys.executable, "-m", "tests.incidents.many_calls", f"{host}:{port}", str(sound), "8000", "8016"]
        maker = subprocess.Popen(command, cwd=settings.BASE_DIR)
        try:
            wait_until(lambda: len(told(log, "rings")) == 8 and len(told(log, "answered 200")) == 4, 30, "all calls")
        finally:
            maker.kill()
            maker.wait()
        ends = ("cancelled", "caller hung up")
        wait_until(lambda: len([one for one in told(log) if one["what"] in ends]) == 8, 4, "the ends")


def test_the_calling_program_is_told_once_to_end_however_often_the_shell_is(tmp_path):
    log = tmp_path / "told"
    ended_late = 'trap \'echo told >> "$0"; sleep 0.3; exit\' TERM; echo begun > "$0"; while :; do sleep 0.05; done'
    shell = subprocess.Popen(["sh", "-c", ONE_TERM, "sh", "sh", "-c", ended_late, str(log)])
    wait_until(log.exists, 5, "its start")
    for _time in range(5):
        shell.send_signal(signal.SIGTERM)
        time.sleep(0.02)
    shell.wait(5)
    assert log.read_text().split() == ["begun", "told"]


def test_what_a_killed_worker_left_on_the_disk_is_taken_away(tmp_path):
    for name, age_s in (("call-old", LEFT_OVER_S + 60), ("call-live", 60)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "accounts").write_text("a password")
        os.utime(folder, (time.time() - age_s,) * 2)
    Baresip(tmp_path).check()
    assert [one.name for one in tmp_path.iterdir()] == ["call-live"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_message_is_spoken_in_its_language_as_telephones_need_it(language, tmp_path):
    out = tmp_path / "said.wav"
    speech.say({"zh": "请立即到县公安局。", "en": "- Report to the county bureau."}[language], language, out)
    assert 1.0 < speech.length_s(out) < 6.0
    told = subprocess.run(["soxi", str(out)], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Channels\s+: 1\s+Sample Rate\s+: 8000\s+Precision\s+: 16-bit", told)


@pytest.mark.django_db
def test_who_administers_the_whole_tree_has_everybodys_lines_and_others_only_their_own(client):
    county, station = make_organisation(), make_station()
    everybodys = Trunk.objects.create(name="everybody's", server="a.example.org", user="a")
    own = Trunk.objects.create(name="station's", server="b.example.org", user="b", organisation=station)
    new = {"name": "new", "server": "c.example.org", "user": "c", "region": "CN", "extension_digits": 0}
    new |= {"lines": 1, "ring_s": 20, "talk_s": 60}
    for where, lines, kept in ((county, {everybodys, own}, True), (station, {own}, False)):
        client.force_login(make_user("administrator", organisation=where))
        assert set(client.get("/admin/incidents/trunk/").context["cl"].queryset) == lines
        assert (client.get(f"/admin/incidents/trunk/{everybodys.pk}/call/").status_code == 200) == kept
        answer = client.post("/admin/incidents/trunk/add/", new)
        assert (answer.status_code == 302) == kept
        assert kept or "organisation" in answer.context["adminform"].form.errors
        Trunk.objects.filter(name="new").delete()
