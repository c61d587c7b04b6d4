"""A cluster of some workers on this machine, each a process, for tests. It prints its address, and ends with its input.

A line of input waits until a worker has a task, and kills it (`worker`), or ends the scheduler in the midst (`all`).
"""

import os
import signal
import sys
from time import sleep
from typing import Any

from distributed import Nanny, Scheduler, SpecCluster


def main(number: int) -> None:
    workers = {each: {"cls": Nanny, "options": {"nthreads": each + 1, "memory_limit": 0}} for each in range(number)}
    scheduler = {"cls": Scheduler, "options": {"host": "127.0.0.1", "port": 0, "dashboard": False}}
    with SpecCluster(workers, scheduler) as cluster:
        print(cluster.scheduler_address, flush=True)  # noqa: T201 - for the test
        for line in sys.stdin:
            process = _busy(cluster)
            if line.startswith("all"):
                os._exit(1)
            os.kill(process, signal.SIGKILL)


def _busy(cluster: Any) -> int:
    """Wait until a worker has a task, and return its process."""
    while True:
        for worker in cluster.workers.values():
            known = cluster.scheduler.workers.get(worker.worker_address)
            if known and known.processing:
                return int(worker.pid)
        sleep(0.02)


if __name__ == "__main__":
    main(int(sys.argv[1]))
