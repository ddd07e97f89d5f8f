"""The recipes in deploy/ agree with each other, with the settings and with the commands there are.

That the image can be built, and does what it has to, is shown by `make image`.
"""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from ruamel.yaml import YAML

from nudges.settings import IN_FILES, Settings
from nudges.store.vault import KeyFile
from tests.folders import DATA, REPOSITORY

DEPLOY = REPOSITORY / "deploy"
SETTINGS = {name.upper() for name in Settings.model_fields} | {f"{name.upper()}_FILE" for name in IN_FILES}
NOT_OURS = {"PATH", "HOME", "LANG", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}
UNITS = sorted((DEPLOY / "systemd").glob("*.service")) + sorted((DEPLOY / "systemd").glob("*.timer"))
SCRIPTS = sorted(DEPLOY.rglob("*.sh"))
DOCKERFILE = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = YAML(typ="safe").load(REPOSITORY / "compose.yaml")
KUBERNETES: dict[str, Any] = json.loads((DATA / "kubernetes.json").read_text(encoding="utf-8"))


def commands() -> set[str]:
    """What the Procfile starts: `nudges web`, and so on."""
    procfile = (REPOSITORY / "Procfile").read_text(encoding="utf-8")
    return set(re.findall(r"nudges [a-z ]*[a-z]", procfile))


def test_the_dockerfile_sets_only_what_there_is_and_takes_all_that_is_built_from() -> None:
    [env] = re.findall(r"^ENV (.*?)(?<!\\)$", DOCKERFILE, re.MULTILINE | re.DOTALL)
    assert set(re.findall(r"([A-Z_]+)=", env)) - NOT_OURS <= SETTINGS
    taken = (REPOSITORY / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for name in re.findall(r"^!(.*)", "\n".join(taken), re.MULTILINE):
        assert (REPOSITORY / name).exists(), name
    shipped = re.findall(
        r'^ {4}"(\S+)": "nudges/shipped', (REPOSITORY / "hatch_build.py").read_text(), re.MULTILINE
    )
    assert shipped
    assert {f"!{name}" for name in (*shipped, "nudges", "uv.lock", "hatch_build.py")} <= set(taken)


def test_the_dockerfile_installs_the_same_uv_as_the_makefile() -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    [version] = re.findall(r"^UV_VERSION := (\S+)", makefile, re.MULTILINE)
    assert f"uv=={version}" in (DEPLOY / "install.sh").read_text(encoding="utf-8")


def test_compose_starts_what_the_procfile_does_with_settings_that_there_are() -> None:
    ours = {name: one for name, one in COMPOSE["services"].items() if one.get("image") == "nudges:latest"}
    assert {" ".join(one["command"]) for one in ours.values()} >= {
        one.replace("0.0.0.0 ", "") for one in commands()
    }
    for one in ours.values():
        assert set(one["environment"]) <= SETTINGS
        assert one["read_only"]
        assert one["cap_drop"] == ["ALL"]
        for name, value in one["environment"].items():
            if name.endswith("_FILE"):
                assert value.removeprefix("/run/secrets/") in one["secrets"]
            if name in {f"{field.upper()}_FILE" for field in IN_FILES}:
                assert one["environment"][name.removesuffix("_FILE")] == "", "or .env may say it as well"


def test_compose_mounts_secrets_and_files_that_there_are(tmp_path: Path) -> None:
    run(DEPLOY / "secrets.sh", tmp_path / "secrets")
    made = {f"secrets/{path.name}" for path in (tmp_path / "secrets").iterdir()}
    assert {one["file"] for one in COMPOSE["secrets"].values()} == made
    named = {secret for one in COMPOSE["services"].values() for secret in one.get("secrets", [])}
    assert named == COMPOSE["secrets"].keys()
    [caddyfile] = [
        one.split(":")[0] for one in COMPOSE["services"]["caddy"]["volumes"] if one.startswith("./")
    ]
    assert (REPOSITORY / caddyfile).exists()


def test_proxies_of_compose_are_trusted_and_no_others() -> None:
    [network] = COMPOSE["networks"]["inside"]["ipam"]["config"]
    assert COMPOSE["services"]["web"]["environment"]["TRUSTED_PROXIES"] == network["subnet"]


def test_secrets_are_made_once_and_can_be_used(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    run(DEPLOY / "secrets.sh", folder)
    first = {path.name: path.read_text() for path in folder.iterdir()}
    run(DEPLOY / "secrets.sh", folder)
    assert {path.name: path.read_text() for path in folder.iterdir()} == first
    keys = KeyFile(folder / "nudges_key")
    assert keys.decrypt(keys.encrypt(b"words")) == b"words"
    Settings(_env_file=None, metrics_token=first["metrics_token"], database_url=first["database_url"])
    assert first["postgres_password"] in first["database_url"]
    assert folder.stat().st_mode & 0o777 == 0o700
    run(DEPLOY / "secrets.sh", tmp_path / "elsewhere", "postgresql://u:p@h/d")
    assert (tmp_path / "elsewhere" / "database_url").read_text() == "postgresql://u:p@h/d"
    assert not (tmp_path / "elsewhere" / "postgres_password").exists()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_can_be_read_and_run(script: Path) -> None:
    run("sh", "-n", script)
    assert os.access(script, os.X_OK)


def run(*words: "str | Path") -> str:
    ran = subprocess.run(list(map(str, words)), capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout + ran.stderr


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="needs systemd-analyze (Debian's systemd)"
)
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for unit in UNITS:  # it looks whether the program is there
        text = unit.read_text(encoding="utf-8").replace("/opt/nudges/bin/nudges", "/bin/true")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    assert run("systemd-analyze", "verify", *(tmp_path / unit.name for unit in UNITS)) == ""


def test_units_start_what_the_procfile_does_and_alike() -> None:
    texts = {unit.name: unit.read_text(encoding="utf-8") for unit in UNITS}
    started = {
        match for text in texts.values() for match in re.findall(r"^ExecStart=\S*/(nudges \w+)$", text, re.M)
    }
    assert started == {"nudges up", "nudges web", "nudges worker"}
    bodies = {
        re.sub(r"^(#|Description=|ExecStart=).*", "", texts[name], flags=re.MULTILINE)
        for name in ("nudges.service", "nudges-web.service", "nudges-worker@.service")
    }
    assert len(bodies) == 1, "three units that differ in nothing but what they start"


def manifests() -> Iterator[tuple[str, dict[str, Any]]]:
    kustomization = YAML(typ="safe").load(DEPLOY / "kubernetes" / "kustomization.yaml")
    for name in kustomization["resources"]:
        for one in YAML(typ="safe").load_all(DEPLOY / "kubernetes" / name):
            yield f"{name}: {one['kind']}", one


@pytest.mark.parametrize(
    ("name", "manifest"), list(manifests()), ids=lambda one: one if isinstance(one, str) else ""
)
def test_kubernetes_takes_the_manifests(name: str, manifest: dict[str, Any]) -> None:
    kind = KUBERNETES["kinds"][manifest["kind"]]
    schema = {"$ref": f"#/$defs/{kind}", "$defs": KUBERNETES["$defs"]}
    assert [
        f"{one.instance_path}: {one.message}" for one in jsonschema_rs.iter_errors(schema, manifest)
    ] == []


def containers() -> dict[str, dict[str, Any]]:
    found = {}
    for _, manifest in manifests():
        if manifest["kind"] in ("Deployment", "Job"):
            pod = manifest["spec"]["template"]["spec"]
            assert pod["securityContext"]["runAsNonRoot"]
            [container] = pod["containers"]
            assert container["securityContext"]["readOnlyRootFilesystem"]
            found[" ".join(container["command"])] = container
    return found


def test_the_manifests_start_what_the_procfile_does_and_ask_addresses_that_there_are() -> None:
    found = containers()
    assert set(found) == commands()
    asked = set(re.findall(r"/(?:alive|health)\b", json.dumps(list(found.values()))))
    assert asked == {"/alive", "/health"}


def test_the_manifests_settings_are_ours_and_their_secrets_are_there(tmp_path: Path) -> None:
    kustomization = YAML(typ="safe").load(DEPLOY / "kubernetes" / "kustomization.yaml")
    lines = (DEPLOY / "kubernetes" / "settings.env").read_text(encoding="utf-8").splitlines()
    given = dict(line.split("=", 1) for line in lines)
    assert given.keys() <= SETTINGS
    files = {name.removeprefix("secrets/") for name in kustomization["secretGenerator"][0]["files"]}
    [mount] = {one["volumeMounts"][0]["mountPath"] for one in containers().values()}
    assert {value for name, value in given.items() if name.endswith("_FILE")} == {
        f"{mount}/{one}" for one in files
    }
    run(DEPLOY / "secrets.sh", tmp_path / "secrets", "postgresql://u:p@h/d")
    assert {path.name for path in (tmp_path / "secrets").iterdir()} == files


def test_the_guide_names_every_file_to_start_from() -> None:
    guide = (REPOSITORY / "docs" / "deploy.md").read_text(encoding="utf-8")
    for path in ("deploy/systemd/install.sh", "deploy/compose.sh", "deploy/kubernetes", "deploy/prometheus"):
        assert path in guide, path


@pytest.mark.parametrize(
    ("words", "code"), [(("--help",), 0), (("-h",), 0), (("--dry-run",), 2), (("/opt/x",), 2)]
)
def test_the_installer_does_nothing_when_it_is_asked_something(
    tmp_path: Path, words: tuple[str, ...], code: int
) -> None:
    script = tmp_path / "deploy" / "systemd" / "install.sh"
    script.parent.mkdir(parents=True)
    shutil.copy(DEPLOY / "systemd" / "install.sh", script)
    (tmp_path / "deploy" / "install.sh").write_text("#!/bin/sh\ntouch installed\nexit 1\n")
    (tmp_path / "deploy" / "install.sh").chmod(0o755)
    said = subprocess.run([script, *words], capture_output=True, text=True)
    assert said.returncode == code
    assert said.stdout.startswith("Install or update Nudges on this server, as root")
    assert ("nothing was changed" in said.stderr) is (code == 2)
    assert not (tmp_path / "installed").exists()
    assert subprocess.run([script]).returncode == 1, "and without arguments it begins"
    assert (tmp_path / "installed").exists()
