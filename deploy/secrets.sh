#!/bin/sh
# Make the secrets that are not there yet, each in a file of its own, in the folder named (else: secrets). What is
# there stays as it is. Nobody but root and you gets into the folder; in it, the user of the container has to read.
#     deploy/secrets.sh [FOLDER [DATABASE_URL]]
# Keep a copy of nudges_key in another place: without it people's words are lost (docs/keys.md).
set -eu
folder=${1:-secrets}
mkdir -p "$folder"
chmod 700 "$folder"

make_secret() {  # NAME, and the secret on stdin
    [ -s "$folder/$1" ] && return
    cat >"$folder/$1"
    chmod 444 "$folder/$1"
}
random() { head -c 32 /dev/urandom | base64 | tr '+/' '-_'; }
random_hex() { head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n'; }

random | make_secret nudges_key  # 32 bytes in base64, as Fernet has them
random_hex | make_secret metrics_token
if [ $# -ge 2 ]; then
    printf %s "$2" | make_secret database_url
else
    random_hex | make_secret postgres_password
    printf 'postgresql://nudges:%s@postgres:5432/nudges' "$(cat "$folder/postgres_password")" | make_secret database_url
fi
