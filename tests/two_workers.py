"""A cluster of two workers on this machine, each a process, for tests. It prints its address and ends with its input.

A line of input `kill` waits until one of the workers has a task, and kills it.
"""

import json
import os
import signal
import sys
from time import sleep

from distributed import Nanny, Scheduler, SpecCluster


def main() -> None:
    """Serve; the arguments are the environments of the workers, as JSON."""
    workers = {
        number: {"cls": Nanny, "options": {"nthreads": 1, "env": json.loads(environment), "memory_limit": 0}}
        for number, environment in enumerate(sys.argv[1:])
    }
    scheduler = {"cls": Scheduler, "options": {"host": "127.0.0.1", "port": 0, "dashboard": False}}
    with SpecCluster(workers, scheduler) as cluster:
        print(cluster.scheduler_address, flush=True)
        for _ in sys.stdin:
            while not (busy := [each for each in cluster.workers.values() if each.worker_address and cluster.scheduler.workers[each.worker_address].processing]):
                sleep(0.05)
            os.kill(busy[0].pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
