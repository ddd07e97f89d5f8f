#!/bin/sh
# Install or update Nudges on this server, as root: program, user, units, a backup every night.
#     deploy/systemd/install.sh
# Settings are in /etc/nudges/env, everything else in /var/lib/nudges.
set -eu
if [ $# -gt 0 ]; then
    sed -n '2,/^set /{/^#/s/^# \{0,1\}//p;}' "$0"
    [ "$1" = --help ] || [ "$1" = -h ] && exit 0
    echo "It takes no arguments; nothing was changed." >&2
    exit 2
fi
cd "$(dirname "$0")/../.."
deploy/install.sh /opt/nudges
id nudges >/dev/null 2>&1 || useradd --system --home-dir /var/lib/nudges --shell /usr/sbin/nologin nudges
install -d -m 700 -o nudges -g nudges /var/lib/nudges /var/backups/nudges
install -d -m 750 -o root -g nudges /etc/nudges
[ -e /etc/nudges/env ] || install -m 640 -o root -g nudges .env.example /etc/nudges/env
ln -sfn /etc/nudges/env /var/lib/nudges/.env  # so that commands at the prompt read the same settings
install -m 644 deploy/systemd/nudges*.service deploy/systemd/nudges*.timer /etc/systemd/system/
systemctl daemon-reload
systemctl enable --now nudges.service nudges-backup.timer
systemctl restart nudges.service
