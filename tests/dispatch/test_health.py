"""The health page, as the reverse proxy reads it."""

from typing import Any

import pytest
from django.test import Client, override_settings


@pytest.mark.django_db
def test_a_healthy_process_says_so_to_anybody(client: Client) -> None:
    answer: Any = client.get("/healthz/")
    assert answer.status_code == 200
    assert answer.json() == {"database": True, "redis": True}


@pytest.mark.django_db
def test_a_process_without_redis_asks_to_be_taken_out_of_service(client: Client) -> None:
    with override_settings(REDIS_URL="redis://127.0.0.1:1/0"):
        answer: Any = client.get("/healthz/")
    assert answer.status_code == 503
    assert answer.json() == {"database": True, "redis": False}
