"""Processes for torture, forked from one that has everything imported: a fresh one in ten milliseconds."""

import multiprocessing

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.torture.provider", "tests.torture.worker", "tests.torture.web"])
