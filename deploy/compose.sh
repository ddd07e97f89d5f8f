#!/bin/sh
# Start Nudges by Docker Compose, or bring it up to date; the first time this makes .env and the secrets:
#     deploy/compose.sh https://nudges.example.org
set -eu
cd "$(dirname "$0")/.."
if [ ! -e .env ]; then
    url=${1:?the address that people and providers use, such as https://nudges.example.org}
    sed "s|^PUBLIC_URL=.*|PUBLIC_URL=$url|" .env.example >.env
    chmod 600 .env
fi
deploy/secrets.sh
install -d -m 777 backups  # the container's user writes there
exec docker compose up --detach --build
