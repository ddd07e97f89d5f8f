#!/bin/sh
# Make the base image of the Dockerfile under its own name, from Debian's own packages: where no registry can be
# reached, and for who would rather not trust one. As root; needs debootstrap and buildah.
#     tests/image/base.sh docker.io/library/debian:trixie-slim
set -eu
name=$1
suite=${name##*:}
suite=${suite%-slim}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

debootstrap --variant=minbase "$suite" "$work/root" http://deb.debian.org/debian >"$work/log" 2>&1 || { tail "$work/log"; exit 1; }

# what Debian's slim images leave out (debuerreotype, scripts/.slimify-excludes), here and of what is installed later
cat >"$work/root/etc/dpkg/dpkg.cfg.d/slim" <<'X'
path-exclude /usr/share/doc/*
path-include /usr/share/doc/*/copyright
path-exclude /usr/share/info/*
path-exclude /usr/share/locale/*
path-exclude /usr/share/man/*
X
rm -rf "$work/root/usr/share/info" "$work/root/usr/share/locale" "$work/root/usr/share/man" \
    "$work/root/var/lib/apt/lists"/* "$work/root/var/cache/apt"/* "$work/root/var/log"/*
find "$work/root/usr/share/doc" -type f ! -name copyright -delete

container=$(buildah from scratch)
buildah add --quiet "$container" "$work/root" / >/dev/null
buildah commit --quiet --rm "$container" "$name" >/dev/null
