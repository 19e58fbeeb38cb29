"""Pages of automatic calls: made by ticking, watched on a board, finished by hand; strangers see nothing."""

import pytest

from dispatch.autocalls.models import Campaign
from tests.factories import make_user

pytestmark = pytest.mark.django_db
MESSAGE = {"language": "zh", "said": "text", "text": "请立即到{place}集合。", "place": "县公安局", "lines": "5"}


@pytest.fixture
def dan(client):
    dan = make_user("dispatcher", username="dan")
    client.force_login(dan)
    return dan


def test_form(client, dan):
    answer = client.get("/autocalls/new/")
    assert answer.status_code == 200
    answer = client.post(
        "/autocalls/new/", {**MESSAGE, "title": "集合", "manual_to": dan.pk, "numbers": "张三 13812345678\n李四 123"}
    )
    assert answer.status_code == 422
    answer = client.post(
        "/autocalls/new/", {**MESSAGE, "title": "集合", "manual_to": dan.pk, "numbers": "张三 13812345678"}
    )
    assert answer.status_code == 302, answer.context["form"].errors
    row = Campaign.objects.get()
    answer = client.get(answer.url)
    assert "138 1234 5678" in answer.content.decode()
    assert client.get("/autocalls/").status_code == 200
    assert client.get("/autocalls/by-hand/").status_code == 200
    assert client.get(f"/autocalls/{row.code}/change/").status_code == 200
    assert client.get(f"/autocalls/{row.code}/changes/?ids=all").status_code == 200
    assert client.get("/autocalls/choices/").status_code == 200
    assert client.get(f"/autocalls/{row.code}/export/").status_code == 200
    answer = client.post("/autocalls/preview/", MESSAGE)
    assert answer.status_code == 200, answer.content
