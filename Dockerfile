# Nudges in one image, for web, worker and every command. docs/deploy.md says how it is run; `make image` builds it
# and tries it. It runs as a user of its own (10001), on a root file system that may be read-only, and keeps what
# is to last in /data. There is no package manager in it: to update what it is made of, build it again.
ARG BASE=docker.io/library/debian:trixie-slim

FROM ${BASE} AS build
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends binutils ca-certificates postgresql-client-17 python3-venv
COPY . /src
# behind a proxy with a certificate authority of its own: the file of that, mounted for the build
ARG SSL_CERT_FILE
RUN /src/deploy/install.sh /opt/nudges
# what nothing reads: debugging symbols, C sources, the parts of Twilio's library beside its own API, other databases
RUN cd /opt/nudges/lib/python3*/site-packages \
 && find . -name '*.so*' -exec strip --strip-unneeded {} + \
 && find . \( -name '*.c' -o -name '*.h' -o -name '*.pxd' -o -name '*.pyx' -o -name '*.pyi' \) -delete \
 && find twilio/rest -mindepth 1 -maxdepth 1 -type d ! -name api -exec rm -r {} + \
 && rm -r sqlalchemy/dialects/mssql sqlalchemy/dialects/mysql sqlalchemy/dialects/oracle

FROM ${BASE} AS root
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends ca-certificates libpq5 python3 \
 && find /usr/lib/python3* -name __pycache__ -exec rm -r {} + \
 && dpkg --purge --force-depends --force-remove-essential --force-remove-protected \
    apt debconf libapt-pkg7.0 perl-base sqv \
 && rm -rf /var/lib/apt /var/cache/* /var/log/*
# what `nudges backup` needs for a PostgreSQL up to 17
COPY --from=build /usr/lib/postgresql/17/bin/pg_dump /usr/lib/postgresql/17/bin/pg_restore \
  /usr/lib/postgresql/17/bin/psql /usr/local/bin/
COPY --from=build /opt/nudges /opt/nudges
RUN --mount=type=bind,from=build,source=/src/deploy,target=/mnt /opt/nudges/bin/python /mnt/compile_used.py \
 && install -d -o 10001 -g 10001 -m 700 /data

# one layer, so that what was removed takes no room
FROM scratch
COPY --from=root / /
ENV PATH=/opt/nudges/bin:/usr/local/bin:/usr/bin:/bin \
    HOME=/tmp \
    LANG=C.UTF-8 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    BIND=0.0.0.0 \
    DATABASE_URL=sqlite:////data/nudges.db \
    NUDGES_KEY_FILE=/data/nudges.key
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
# of `nudges up` and `nudges web`; a worker has no address to ask
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ.get('PORT', '8000') + '/alive', timeout=4)"]
CMD ["nudges", "up"]
