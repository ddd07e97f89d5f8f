"""Two PostgreSQL under Debian's Patroni, etcd and haproxy, each node in a network namespace of its own.

It needs root, and `apt-get install patroni etcd-server haproxy iptables postgresql-15`.
"""

import json
import os
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

#: The host's address on the bridge, and the nodes'.
HOST, NODES = "10.77.0.1", {"one": "10.77.0.11", "two": "10.77.0.12"}
_BRIDGE = "nudges-ha"

#: haproxy listens here, and sends everybody to the leader.
PROXY_PORT = 15_432

_PATRONI = """
scope: nudges
name: {name}
restapi: {{listen: "{ip}:8008", connect_address: "{ip}:8008"}}
etcd3: {{host: "{host}:2379"}}
bootstrap:
  dcs:
    ttl: {ttl}
    loop_wait: {loop}
    retry_timeout: {loop}
    maximum_lag_on_failover: 1048576
    synchronous_mode: {synchronous}
    postgresql:
      use_pg_rewind: true
      parameters: {{max_connections: 100, wal_keep_size: 256MB}}
  initdb: [{{encoding: UTF8}}, data-checksums]
  pg_hba:
    - host all all 10.77.0.0/24 md5
    - host replication replicator 10.77.0.0/24 md5
  users:
    nudges: {{password: nudges, options: [superuser]}}
postgresql:
  listen: "{ip}:5432"
  connect_address: "{ip}:5432"
  data_dir: {home}/{name}
  bin_dir: /usr/lib/postgresql/15/bin
  pgpass: {home}/{name}.pgpass
  authentication:
    replication: {{username: replicator, password: replicator}}
    superuser: {{username: postgres, password: postgres}}
    rewind: {{username: rewinder, password: rewinder}}
  parameters: {{unix_socket_directories: "{home}/{name}.run"}}
"""

_HAPROXY = """
global
    maxconn 500
defaults
    mode tcp
    timeout connect 4s
    timeout client 30m
    timeout server 30m
    timeout check 3s
listen leader
    bind 127.0.0.1:{port}
    option httpchk GET /primary
    http-check expect status 200
    default-server inter 1s fall 2 rise 1 on-marked-down shutdown-sessions
    server one {one}:5432 check port 8008
    server two {two}:5432 check port 8008
"""


def run(*command: str, check: bool = True) -> None:
    """Run a command of the system, quietly."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if check and done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()}")


class Cluster:
    """`ttl` and `loop`, in seconds, are Patroni's: when a silent leader is given up, how often it looks."""

    def __init__(self, home: Path, *, ttl: int = 30, loop: int = 10, synchronous: bool = True) -> None:
        self._home = home
        self._fill = {"ttl": ttl, "loop": loop, "synchronous": str(synchronous).lower(), "host": HOST}
        self._ours: list[subprocess.Popen[bytes]] = []
        self._nodes: dict[str, subprocess.Popen[bytes]] = {}
        self._vanished: set[str] = set()

    def __enter__(self) -> Self:
        self._home.chmod(0o755)
        shutil.chown(self._home, "postgres")
        self._network()
        try:
            self._start("etcd", "--data-dir", f"{self._home}/etcd", *self._etcd())
            time.sleep(2)
            for name in NODES:
                self.start(name)
            proxy = self._home / "haproxy.cfg"
            proxy.write_text(_HAPROXY.format(port=PROXY_PORT, **NODES))
            self._start("haproxy", "-db", "-f", str(proxy))
            self.until_healthy(120)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for name in list(self._nodes):
            self.kill(name)
        for process in self._ours:
            process.kill()
            process.wait()
        self._no_network()

    def start(self, name: str) -> None:
        """Patroni on this node, which starts PostgreSQL, and makes or mends its copy."""
        sockets, conf = self._home / f"{name}.run", self._home / f"{name}.yml"
        sockets.mkdir(exist_ok=True)
        shutil.chown(sockets, "postgres")
        conf.write_text(_PATRONI.format(name=name, ip=NODES[name], home=self._home, **self._fill))
        inside = ("ip", "netns", "exec", f"nudges-{name}", "setpriv", "--reuid=postgres")
        asked = (*inside, "--regid=postgres", "--clear-groups", "patroni", str(conf))
        self._nodes[name] = self._spawn(f"{name}.log", asked)

    def kill(self, name: str) -> None:
        """As if its power failed: Patroni and PostgreSQL at one stroke."""
        self._nodes.pop(name, None)
        pids = subprocess.run(
            ["ip", "netns", "pids", f"nudges-{name}"], capture_output=True, text=True, check=False
        ).stdout.split()
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)

    def vanish(self, name: str) -> None:
        """Not a packet passes from or to this node any more; everything on it goes on."""
        self._vanished.add(name)
        for way in ("INPUT", "OUTPUT"):
            run("ip", "netns", "exec", f"nudges-{name}", "iptables", "-P", way, "DROP")

    def come_back(self, name: str) -> None:
        """After either. A leader that vanished is started anew, as a machine that is fenced.

        With Patroni 3.0.2 and etcd's v3 interface one whose network came back after 60 s took the lock again
        and threw away what its successor had written.
        """
        if name in self._vanished:
            self._vanished.remove(name)
            self.kill(name)
        for way in ("INPUT", "OUTPUT"):
            run("ip", "netns", "exec", f"nudges-{name}", "iptables", "-P", way, "ACCEPT")
        if name not in self._nodes:
            self.start(name)

    def switch_over(self, name: str) -> None:
        """The leader steps down in good order."""
        asked = json.dumps({"leader": name}).encode()
        request = urllib.request.Request(f"http://{NODES[name]}:8008/switchover", asked)
        with urllib.request.urlopen(request, timeout=60):
            pass

    def leader(self) -> str | None:
        """Who leads, as the nodes say that answer."""
        for ip in NODES.values():
            with suppress(OSError, ValueError):
                members = self._get(f"http://{ip}:8008/cluster")["members"]
                return next((one["name"] for one in members if one["role"] == "leader"), None)
        return None

    def until_healthy(self, seconds: float) -> None:
        """Wait until there is a leader, and the other follows it, synchronously if it is to."""
        end = time.monotonic() + seconds
        wanted = "sync_standby" if self._fill["synchronous"] == "true" else "replica"
        while time.monotonic() < end:
            for ip in NODES.values():
                with suppress(OSError, ValueError, KeyError):
                    members = self._get(f"http://{ip}:8008/cluster")["members"]
                    states = {one["role"]: one["state"] for one in members}
                    if states.get("leader") == "running" and states.get(wanted) in ("running", "streaming"):
                        return
            time.sleep(1)
        raise RuntimeError(f"the cluster is not well; see {self._home}/*.log")

    @staticmethod
    def _get(url: str) -> Any:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return json.load(answer)

    @staticmethod
    def _no_network() -> None:
        for name in NODES:
            run("ip", "link", "del", f"nha-{name}", check=False)
            run("ip", "netns", "del", f"nudges-{name}", check=False)
        run("ip", "link", "del", _BRIDGE, check=False)

    def _network(self) -> None:
        self._no_network()
        run("ip", "link", "add", _BRIDGE, "type", "bridge")
        run("ip", "addr", "add", f"{HOST}/24", "dev", _BRIDGE)
        run("ip", "link", "set", _BRIDGE, "up")
        for name, ip in NODES.items():
            space, ours, theirs = f"nudges-{name}", f"nha-{name}", "eth0"
            run("ip", "netns", "add", space)
            run("ip", "link", "add", ours, "type", "veth", "peer", "name", theirs, "netns", space)
            run("ip", "link", "set", ours, "master", _BRIDGE, "up")
            inside = ("ip", "netns", "exec", space)
            run(*inside, "ip", "addr", "add", f"{ip}/24", "dev", theirs)
            run(*inside, "ip", "link", "set", theirs, "up")
            run(*inside, "ip", "link", "set", "lo", "up")

    def _etcd(self) -> Sequence[str]:
        here = f"http://{HOST}:2379"
        return (
            "--listen-client-urls",
            here,
            "--advertise-client-urls",
            here,
            "--listen-peer-urls",
            f"http://{HOST}:2380",
        )

    def _start(self, *command: str) -> None:
        self._ours.append(self._spawn(f"{command[0]}.log", command))

    def _spawn(self, log: str, command: Sequence[str]) -> subprocess.Popen[bytes]:
        with open(self._home / log, "ab") as file:
            return subprocess.Popen(command, stdout=file, stderr=file, cwd=self._home)


def urls(database: str) -> dict[str, str]:
    """The ways to reach it: through haproxy, or by naming both hosts."""
    who = "postgresql://nudges:nudges@"
    hosts = "&".join(f"host={ip}:5432" for ip in NODES.values())
    return {
        "haproxy": f"{who}127.0.0.1:{PROXY_PORT}/{database}",
        "hosts": f"{who}/{database}?{hosts}&target_session_attrs=read-write",
    }
