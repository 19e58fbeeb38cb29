"""What production stands on: docker-compose.yml, read as its administrator would."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
SERVICES = yaml.safe_load(TEXT)["services"]
LASTING = {name: service for name, service in SERVICES.items() if service.get("restart") == "unless-stopped"}
VARIABLE = re.compile(r"(?<!\$)\$\{(\w+)(:[?-])?")


def test_no_secret_has_a_default():
    defaults = {name for name, kind in VARIABLE.findall(TEXT) if kind == ":-"}
    assert not {name for name in defaults if re.search("PASSWORD|SECRET|KEY|TOKEN", name)}


def test_every_variable_without_default_says_what_is_missing():
    uses = VARIABLE.findall(TEXT)
    explained = {name for name, kind in uses if kind in (":?", ":-")}
    assert {name for name, _kind in uses} - explained == set()


def test_the_example_names_every_variable():
    example = (ROOT / "deploy" / "env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^(\w+)=", example, re.MULTILINE)) | {"MUSTER_VERSION"}
    assert {name for name, _kind in VARIABLE.findall(TEXT)} - named == set()


def test_only_the_proxy_and_the_door_for_vehicles_can_be_reached_from_outside_and_that_door_by_choice_only():
    open_ones = {name: service["ports"] for name, service in SERVICES.items() if service.get("ports")}
    assert set(open_ones) == {"jt808", "proxy"}
    assert open_ones["jt808"] == ["${MUSTER_JT808_PUBLISH:-127.0.0.1:8208}:8208"]
    assert yaml.safe_load(TEXT)["networks"]["inside"] == {"internal": True}


@pytest.mark.parametrize("name", sorted(LASTING))
def test_a_lasting_service_is_watched(name: str):
    assert "healthcheck" in LASTING[name] or name == "writer", "an unhealthy one would go unnoticed"


def test_the_same_processes_run_in_production_as_by_make_run():
    by_make = {line.split(":")[0] for line in (ROOT / "Procfile").read_text().splitlines() if line.strip()}
    assert by_make - {"city"} <= set(SERVICES)
