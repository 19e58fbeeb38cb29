"""Work of this room for the workers of calls."""

from celery import shared_task

from incidents.telephony.testing import run_test_call


@shared_task(ignore_result=True)
def try_line(trunk_id: int, number: str, ticket: str, language: str) -> None:
    run_test_call(trunk_id, number, ticket, language)
