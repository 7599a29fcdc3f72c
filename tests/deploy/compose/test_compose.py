"""docker-compose.yml is valid, complete, closed to the network, and asks for what .env.example explains."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from deploy import example
from deploy.local_elasticsearch import jars
from deploy.probe import probes
from deploy.settings import StackSettings

ROOT = Path(__file__).resolve().parents[3]
TEXT = (ROOT / "docker-compose.yml").read_text("utf8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
EXAMPLE = (ROOT / ".env.example").read_text("utf8")
WANTED = {"redis", "elasticsearch", "kibana", "crawler", "worker", "beat", "web", "flower"}
ONCE = {"setup", "kibana-user", "kibana-dashboards"}


def asked_for() -> set[str]:
    """Variables that the file takes from .env."""
    return set(re.findall(r"(?<!\$)\$\{(\w+)", TEXT))


def explained() -> set[str]:
    """Variables of .env.example."""
    return set(re.findall(r"^#?(NEWSLOOM_\w+)=", EXAMPLE, re.MULTILINE))


def test_it_is_valid_by_the_compose_specification() -> None:
    """The specification's own schema accepts it."""
    schema = json.loads(Path(__file__).with_name("compose-spec.json").read_text("utf8"))
    jsonschema.Draft202012Validator(schema).validate(COMPOSE)


def test_the_schema_is_not_blind() -> None:
    """A misspelt key is noticed, or the test before this one would say nothing."""
    schema = json.loads(Path(__file__).with_name("compose-spec.json").read_text("utf8"))
    broken = COMPOSE | {"services": SERVICES | {"web": SERVICES["web"] | {"port": ["7080:7080"]}}}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate(broken)


def test_every_service_is_there_and_tells_its_health() -> None:
    """What runs on has a health check; what runs once has none."""
    assert SERVICES.keys() >= WANTED
    assert {name for name, service in SERVICES.items() if "healthcheck" not in service} == ONCE


def test_every_part_waits_for_what_is_well() -> None:
    """No service starts on a server that is still starting."""
    for name, service in SERVICES.items():
        for needed, how in service.get("depends_on", {}).items():
            wanted = "service_completed_successfully" if needed in ONCE else "service_healthy"
            assert how["condition"] == wanted, f"{name} needs {needed}"


def test_every_variable_it_asks_for_is_explained() -> None:
    """Nobody has to guess what to set."""
    assert asked_for() - explained() == set()


def test_every_variable_explained_for_it_is_asked_for() -> None:
    """The containers' part of the example has nothing that does nothing."""
    containers = set(re.findall(r"^#?(NEWSLOOM_\w+)=", example.CONTAINERS, re.MULTILINE))
    assert containers - asked_for() == set()


def test_every_other_variable_reaches_the_processes() -> None:
    """All of .env is in the environment of each process of ours."""
    ours = [service for service in SERVICES.values() if service["image"] == "newsloom"]
    assert len(ours) == 8
    assert all(service["env_file"] == [".env"] for service in ours)


def test_the_example_names_every_setting_as_it_is() -> None:
    """It is written by `python -m deploy.example`."""
    assert example.text() == EXAMPLE


def test_no_password_stands_in_it() -> None:
    """Each comes from .env, and the file refuses to start without it."""
    for variable in (name for name in asked_for() if name.endswith("PASSWORD")):
        assert set(re.findall(rf"\$\{{{variable}([^}}]*)\}}", TEXT)) == {":?set it in .env"}


def test_only_this_machine_reaches_the_published_ports() -> None:
    """Whoever wants more puts a proxy with TLS in front."""
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert len(published) == 3
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_data_outlives_the_containers() -> None:
    """Each store keeps its data in a volume that the file declares."""
    for name in ("redis", "elasticsearch", "kibana", "crawler"):
        volumes = {volume.split(":")[0] for volume in SERVICES[name]["volumes"]} - {"./sources"}
        assert volumes
        assert volumes <= COMPOSE["volumes"].keys()


def test_containers_and_local_node_are_one_version() -> None:
    """What works on a laptop works in the containers."""
    version = jars.server_version(jars.pinned())
    images = {service["image"] for service in SERVICES.values() if "docker.elastic.co" in service["image"]}
    assert {image.rpartition(":")[2] for image in images} == {version}


def test_every_probe_exists(tmp_path: Path) -> None:
    """A health check of ours asks a part that there is."""
    known = probes(StackSettings(home=tmp_path))
    checks = [service["healthcheck"]["test"] for service in SERVICES.values() if "healthcheck" in service]
    asked = {check[-1] for check in checks if "deploy.probe" in check}
    assert asked == set(known)


def test_the_image_holds_every_package_and_runs_as_nobody_special() -> None:
    """A package that is missing from the image would be noticed only in production."""
    dockerfile = (ROOT / "deploy" / "images" / "Dockerfile").read_text("utf8")
    copied = set(re.findall(r"^COPY (\w+) \1$", dockerfile, re.MULTILINE))
    assert copied == {"crawler", "workers", "search", "deploy"}
    assert re.search(r"^USER newsloom$", dockerfile, re.MULTILINE)
