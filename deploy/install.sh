#!/bin/sh
# Install Nudges from this repository into a virtual environment of its own, with exactly the versions that
# uv.lock names: deploy/install.sh /opt/nudges
set -eu
target=${1:?the folder to install into, such as /opt/nudges}
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/uv"
"$work/uv/bin/pip" install --quiet --disable-pip-version-check uv==0.13.9
uv="$work/uv/bin/uv --quiet --no-cache --no-python-downloads"

$uv export --frozen --no-dev --no-emit-project --output-file "$work/locked.txt" >/dev/null
$uv build --wheel --out-dir "$work" .
$uv venv --clear --python "$(command -v python3)" "$target"
$uv pip install --python "$target/bin/python" --require-hashes --requirement "$work/locked.txt"
$uv pip install --python "$target/bin/python" --no-deps "$work"/nudges-*.whl
