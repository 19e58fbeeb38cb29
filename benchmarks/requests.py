"""Whole requests as a signed-in dispatcher makes them, each beside the bare thing that it cannot do without."""

from uuid import uuid4

from django.contrib.gis.geos import Point
from django.db import connection
from django.test import Client

from benchmarks.city import street_points
from benchmarks.figures import Row, row, side_by_side

ROUNDS = 60
OPEN_INCIDENTS = 1_000


def recommendation(client: Client) -> Row:
    """The API's whole answer against the router's one-to-many for the candidates that answer looked at."""
    from dispatch.recommendation.models import Recommendation
    from incidents.register.models import Incident
    from maps.routing.client import router
    from tests.factories import make_incident
    from units.positions.models import LastPosition

    places = street_points(700)[500 : 500 + ROUNDS + 2]
    codes = [make_incident(point=point).code for point in places]
    asked: dict[int, list[Point]] = {}

    def ours(number: int) -> None:
        answer = client.get(f"/api/v1/incidents/{codes[number]}/recommendation?limit=20")
        assert answer.status_code == 200, answer.content
        if number not in asked:
            newest = Recommendation.objects.filter(incident__code=codes[number]).latest("at")
            signs = [one["call_sign"] for one in newest.inputs["candidates"]]
            asked[number] = list(LastPosition.objects.filter(unit__call_sign__in=signs).values_list("point", flat=True))

    def bare(number: int) -> None:
        router().matrix(asked[number], places[number])

    for number in range(len(places)):  # learn the candidates first: the bare call must have the same ones
        ours(number)
    times = side_by_side(ours, bare, ROUNDS)
    Incident.objects.filter(code__in=codes).delete()
    return row("recommendation, 500 units, whole request", "router one-to-many", *times, "limit 2.5")


def intake(client: Client) -> Row:
    """A saved incident (row, story, journal, timers) against one bare INSERT committed into a table as wide."""
    from tests.factories import make_kind

    kind, places = make_kind().code, street_points(ROUNDS + 2)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_incident (id uuid PRIMARY KEY, point geometry, words text, at timestamptz)")

    def ours(number: int) -> None:
        body = {"kind": kind, "lon": places[number].x, "lat": places[number].y, "description": f"bench {number}"}
        answer = client.post("/api/v1/incidents", body, content_type="application/json")
        assert answer.status_code == 201, answer.content

    def bare(number: int) -> None:
        with connection.cursor() as cursor:
            sql = "INSERT INTO bench_incident VALUES (%s, ST_SetSRID(ST_MakePoint(%s, %s), 4326), %s, now())"
            cursor.execute(sql, [uuid4(), places[number].x, places[number].y, f"bench {number}"])

    return row("intake save, whole request", "one INSERT", *side_by_side(ours, bare, ROUNDS))


def queue(client: Client) -> Row:
    """The consoles' snapshot with 1,000 open incidents against one SELECT of the same rows."""
    from incidents.register.models import Incident
    from tests.factories import make_incident

    places = street_points(OPEN_INCIDENTS)
    have = Incident.objects.count()
    for number in range(OPEN_INCIDENTS - have):
        make_incident(point=places[number % len(places)])

    def ours(_number: int) -> None:
        answer = client.get("/console/snapshot/")
        assert answer.status_code == 200, answer.content

    def bare(_number: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT i.*, k.name_zh, k.name_en, o.code FROM incidents_incident i "
                "JOIN incidents_kind k ON k.id = i.kind_id JOIN units_organisation o ON o.id = i.organisation_id "
                "ORDER BY i.level, i.opened_at, i.id"
            )
            assert len(cursor.fetchall()) >= OPEN_INCIDENTS

    return row(f"queue, {OPEN_INCIDENTS:,} open incidents", "one SELECT", *side_by_side(ours, bare, ROUNDS // 2))


def address_search() -> Row:
    """A search with a typing error in every second one, against the bare trigram SELECT over the same names."""
    import random

    from maps.geocoding.candidates import GAZETTEER
    from maps.geocoding.evaluate import misspelled, samples
    from maps.geocoding.fold import fold
    from maps.geocoding.search import search

    chance = random.Random(110)
    found = [sample for sample, _number in zip(samples(chance), range(ROUNDS * 2), strict=False)]
    texts = [misspelled(one.text, chance) if number % 2 else one.text for number, one in enumerate(found)]
    streets = [fold(one.street) for one in found]

    def ours(number: int) -> None:
        search(texts[number % len(texts)])

    def bare(number: int) -> None:
        with connection.cursor() as cursor:
            sql = f"SELECT * FROM {GAZETTEER} WHERE text %% %s ORDER BY similarity(text, %s) DESC LIMIT 40"
            cursor.execute(sql, [streets[number % len(streets)]] * 2)
            cursor.fetchall()

    return row("address search", "trigram SELECT", *side_by_side(ours, bare, ROUNDS * 2), "limit p95 100 ms")
