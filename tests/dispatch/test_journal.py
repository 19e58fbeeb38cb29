"""The journal: written with the deed, never rewritten, sealed so that anyone can tell."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from dispatch.journal.actions import record
from dispatch.journal.models import JournalEntry, Seal
from dispatch.journal.seal import seal_journal
from tests.factories import make_incident, make_station, make_user
from units.signals import changed

pytestmark = pytest.mark.django_db


def verify(**options) -> str:
    out = StringIO()
    call_command("verify_journal", stdout=out, stderr=out, **options)
    return out.getvalue()


def test_a_deed_that_fails_leaves_no_entry(transactional_db):
    alice = make_user("dispatcher")
    before = JournalEntry.objects.count()

    def deed():
        with transaction.atomic():
            changed.send(sender=type(alice), verb="user.renamed", subject=alice, by=alice, data={})
            raise RuntimeError("the deed fails after it was announced")

    with pytest.raises(RuntimeError):
        deed()
    assert JournalEntry.objects.count() == before


@pytest.mark.parametrize("sql", ["UPDATE {} SET verb = 'x'", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_database_itself_refuses_to_rewrite_an_entry(sql):
    record("incident.opened")
    table = JournalEntry._meta.db_table
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        cursor.execute(sql.format(table))
    assert JournalEntry.objects.exists()


def test_an_untouched_journal_verifies_and_the_chain_has_no_gap():
    for number in range(25):
        record("incident.opened", data={"number": number, "word": "警情"})
    assert seal_journal() == 25
    assert list(Seal.objects.values_list("position", flat=True)) == list(range(1, 26))
    assert "25 sealed entries" in verify()


def tampered(sql: str) -> None:
    """Do what an intruder who owns the tables would do."""
    with connection.cursor() as cursor:
        for table in ("dispatch_journalentry", "dispatch_seal"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql)
        for table in ("dispatch_journalentry", "dispatch_seal"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


FOURTH = "(SELECT entry_id FROM dispatch_seal WHERE position = 4)"


@pytest.mark.parametrize(
    ("sql", "complaint"),
    [
        (f"UPDATE dispatch_journalentry SET by_name = 'nobody' WHERE id = {FOURTH}", "position 4: entry"),
        (f"DELETE FROM dispatch_journalentry WHERE id = {FOURTH}", "position 4: the sealed entry is gone"),
        ("DELETE FROM dispatch_seal WHERE position = 4", "position 4: a link of the chain is missing"),
    ],
)
def test_whoever_changes_or_removes_an_entry_behind_the_triggers_is_found_out(sql, complaint):
    for number in range(8):
        record("incident.opened", data={"number": number})
    seal_journal()
    tampered(sql)
    out = StringIO()
    with pytest.raises(CommandError, match="NOT intact"):
        call_command("verify_journal", stdout=out, stderr=out)
    assert complaint in out.getvalue()


def test_an_export_is_verified_without_the_database_and_shows_a_changed_line(tmp_path):
    for number in range(5):
        record("incident.opened", data={"number": number})
    seal_journal()
    file = tmp_path / "journal.jsonl"
    verify(export=file)
    assert "5 sealed entries" in verify(file=file)
    lines = file.read_text().splitlines()
    row = json.loads(lines[2])
    row["entry"]["by_name"] = "somebody else"
    lines[2] = json.dumps(row)
    file.write_text("\n".join(lines))
    with pytest.raises(CommandError, match="1 fault"):
        verify(file=file)


def test_the_auditor_reads_the_journal_of_his_branch_and_his_reading_is_written_down(client):
    here, there = make_station("ST1"), make_station("ST2")
    record("incident.closed", by=make_user("dispatcher"), subject=make_incident(organisation=here))
    elsewhere = record("incident.closed", by=make_user("dispatcher"), subject=make_incident(organisation=there))
    audrey = make_user("auditor", organisation=here)
    client.force_login(audrey)
    page = client.get("/journal/", {"verb": "incident.closed"})
    assert page.status_code == 200
    shown = {entry.organisation_id for entry in page.context["page"]}
    assert shown == {here.pk}
    assert elsewhere.organisation_id not in shown
    assert JournalEntry.objects.filter(verb="journal.read", by=audrey).exists()


def test_a_dispatcher_and_an_administrator_may_not_read_the_journal(client):
    for role in ("dispatcher", "duty_chief", "administrator"):
        client.force_login(make_user(role))
        assert client.get("/journal/").status_code == 403
