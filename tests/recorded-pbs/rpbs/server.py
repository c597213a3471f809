"""The server: jobs, queues, nodes, and what changes them. It starts nothing itself: a runner does, so that recordings can be replayed in virtual time."""
import dataclasses
import re

from .job import Job

KEPT = {"enabled": True, "started": True}


@dataclasses.dataclass
class Node:
    name: str
    cpus: int = 2
    memory: int = 24684100  # kb, as its mom tells it
    memory_set: int = 0  # kb, as a manager has set it
    properties: tuple = ("xen",)
    offline: bool = False
    comment: str = ""
    up: bool = True
    odd: str = ""  # another state beside: Stale, maintenance
    state_changed: float = 0
    last_used: float = 0


class Refused(Exception):
    """A request that the server refuses: its error, modulo 256, and its words."""

    def __init__(self, code, words):
        super().__init__(words)
        self.code = code
        self.words = words


UNKNOWN_JOB = 153
FINISHED = 35
UNAUTHORISED = 159


class Server:
    def __init__(self, clock, runner, nodes, *, name="pbslab", queues=("workq", "vmm", "express"), kill_delay=10.0, keep=None):
        self.clock = clock
        self.runner = runner
        self.nodes = {node.name: node for node in nodes}
        self.name = name
        self.version = "23.06.06"
        self.queues = {queue: dict(KEPT) for queue in queues}
        self.default_queue = "vmm" if "vmm" in queues else queues[0]
        self.kill_delay = kill_delay
        self.history = True
        self.scheduling = True
        self.mom_reachable = True
        self.hook = None  # words with which a hook refuses qdel
        self.hooks = ""  # what qmgr -c 'list hook' says; empty: what was made
        self.hook_settings = {}
        self.resources = {"xen"}
        self.lists = {}
        self.managers = {"root"}
        self.submit_host = "localhost"
        self.usecp = []  # pairs of what each mom's $usecp has: host:prefix
        self.copy_tries = 95.0  # s that a mom tries scp or rcp, which ask for a password: four times
        self.jobs = {}
        self.next = 0
        self.keep = keep or (lambda job: None)
        self.forget = lambda job: None

    # ---- jobs ----

    def add(self, job):
        job.sequence = self.next
        job.server = self.name
        self.next += 1
        job.output = job.output.replace("%id", str(job.sequence))
        job.error = job.error.replace("%id", str(job.sequence))
        self.put(job)
        if job.range:
            first, last, step = indices(job.range)
            for index in range(first, last + 1, step):
                # Recorded: the tasks of a held array are shown as queued, with the hold among their attributes.
                self.put(dataclasses.replace(job, index=index, range="", state="Q" if job.hold else job.state, substate=10))
        self.schedule()
        return job.id

    def put(self, job):
        job.changed = self.clock()
        self.jobs[job.id] = job
        self.keep(job)

    def tasks(self, array):
        return [job for job in self.jobs.values() if job.sequence == array.sequence and job.index]

    def find(self, text):
        """A job by the id that a user writes: 12, 12[3], 12.server."""
        match = re.fullmatch(r"(\d+(?:\[\d*\])?)(\..*)?", text)
        if not match:
            raise Refused(1, f"illegally formed job identifier: {text}")
        whole = f"{match[1]}.{self.name}"
        job = self.jobs.get(whole)
        if job is None:
            raise Refused(UNKNOWN_JOB, f"Unknown Job Id {whole}")
        return job

    def check_rights(self, job, user):
        if user != job.owner and user not in self.managers:
            raise Refused(UNAUTHORISED, f"Unauthorized Request  {job.id}")

    def delete(self, job, user, force=False):
        self.check_rights(job, user)
        if job.over:
            raise Refused(FINISHED, f"Job has finished {job.id}")
        if self.hook:
            raise Refused(65, f"hook rejected request {job.id}")
        if job.range:
            for task in self.tasks(job):
                if not task.over:
                    self.delete(task, user, force)
            return
        if job.state not in "RSE":
            self.finish(job, None, 91)
            return
        if not self.mom_reachable:
            raise Refused(222, f"Server could not connect to MOM {job.id}")
        if not job.terminating:
            job.terminating = self.clock()
            job.comment += f" and terminated by {user}@{self.name}"
            self.runner.signal(job, "KILL" if force else "TERM")
            job.killed = force
        self.put(job)

    def forget_history(self, job):
        del self.jobs[job.id]
        self.forget(job)

    def signal(self, job, user, signal):
        self.check_rights(job, user)
        if signal in ("suspend", "resume", "admin-suspend", "admin-resume"):
            if user not in self.managers:
                raise Refused(UNAUTHORISED, f"Unauthorized Request  {job.id}")
            stop = signal.endswith("suspend")
            if job.over:
                raise Refused(FINISHED, f"Job has finished {job.id}")
            if job.state != ("R" if stop else "S"):
                raise Refused(168, f"Request invalid for state of job {job.id}")
            job.state, job.substate = ("S", 43) if stop else ("R", 42)
            self.runner.signal(job, "STOP" if stop else "CONT", everywhere=True)
            self.put(job)
            return
        name = signal.upper().removeprefix("SIG")
        if name not in SIGNALS and not name.isdigit():
            raise Refused(165, f"Unknown/illegal signal name {job.id}")
        if job.state != "R":
            raise Refused(168, f"Request invalid for state of job {job.id}")
        if name not in ("NULL", "0"):
            self.runner.signal(job, name)

    def release_nodes(self, job, user, names):
        """Takes nodes out of a job: none that it does not have, and never the first; the task there gets a KILL, and the others are counted anew (recorded)."""
        self.check_rights(job, user)
        if job.over:
            raise Refused(FINISHED, f"Job has finished {job.id}")
        if job.state != "R":
            raise Refused(168, f"Request invalid for state of job {job.id}")
        if job.node in names:
            raise Refused(162, f"Can't free '{job.node}' since it's on a primary execution host {job.id}")
        if not set(names) <= set(job.nodes):
            raise Refused(162, f"Server returned error 15010 for job {job.id}")
        for name in names:
            number = job.nodes.index(name)
            self.runner.release(job, number)
            del job.nodes[number], job.places[number]
            self.nodes[name].state_changed = self.nodes[name].last_used = self.clock()
        count = len(job.nodes)
        job.resources |= {"ncpus": job.cpus * count, "nodect": count, "select": "+".join(f"1:{part}" for part in [job.resources["select"].partition(":")[2]] * count)}
        self.put(job)
        self.schedule()

    def hold(self, job, user, kinds):
        self.check_rights(job, user)
        if job.over:
            raise Refused(FINISHED, "Job has finished")
        self.check_whole(job)
        if set(kinds) - {"u"} and user not in self.managers:
            raise Refused(UNAUTHORISED, f"Unauthorized Request  {job.id}")
        job.hold = "".join(sorted(set(job.hold) | set(kinds)))
        if job.state in "QW":
            job.state, job.substate = "H", 20
        self.put(job)
        self.to_tasks(job)

    @staticmethod
    def check_whole(job):
        """Holds are the array's: none of a task (recorded)."""
        if job.index:
            raise Refused(156, f"Invalid request {job.id}")

    def to_tasks(self, array):
        for task in self.tasks(array) if array.range else []:
            if not task.over and not task.started:
                task.hold = array.hold
                self.put(task)

    def release(self, job, user, kinds):
        self.check_rights(job, user)
        if job.over:
            raise Refused(FINISHED, "Job has finished")
        self.check_whole(job)
        job.hold = "".join(sorted(set(job.hold) - set(kinds)))
        self.to_tasks(job)
        if job.state == "H" and not job.hold:
            job.state, job.substate = "Q", 10
        self.put(job)
        self.schedule()

    # ---- scheduling ----

    def busy(self, node):
        return [job for job in self.jobs.values() if node.name in job.nodes and job.state in "RSE"]

    def schedule(self):
        if not self.scheduling:
            return
        for job in list(self.jobs.values()):
            if job.state == "Q" and not job.range and not job.hold and job.start <= self.clock() and self.queues[job.queue]["started"]:
                self.place(job)
        for array in [job for job in self.jobs.values() if job.range]:
            self.follow(array)

    def follow(self, array):
        """An array begins with its first task and is over with its last."""
        tasks = self.tasks(array)
        if array.over or not tasks:
            return
        if all(task.over for task in tasks):
            array.state, array.substate, array.history = "F", 92, int(self.clock())
            array.started = min((task.started for task in tasks if task.started), default=0)
            for task in tasks:
                task.state = "F"
                self.put(task)
            self.put(array)
        elif array.state == "Q" and any(task.started for task in tasks):
            array.state = "B"
            self.put(array)

    def place(self, job):
        chunk = job.resources.get("select", "")
        wanted = dict(part.split("=", 1) for part in chunk.split(":")[1:] if "=" in part)
        cpus = int(wanted.get("ncpus", 1))
        count = int(chunk.split(":")[0] or 1) if chunk.split(":")[0].isdigit() else 1
        fitting = [node for node in self.nodes.values()
                   if not (wanted.get("xen", "").lower() == "true" and "xen" not in node.properties) and wanted.get("host", node.name) == node.name]
        never = self.never(wanted, cpus, count, fitting)
        if never:
            if job.comment != never:
                job.comment = never
                self.put(job)
            return
        free = [node for node in fitting if self.has_room(node, job, cpus)]
        hosts = count if "scatter" in job.resources.get("place", "") else 1
        if len(free) >= hosts:
            self.start_on(job, free[:hosts])
            return
        words = "Not Running: Insufficient amount of resource: ncpus"
        if job.comment != words:
            job.comment = words
            self.put(job)

    def has_room(self, node, job, cpus):
        running = self.busy(node)
        free = node.cpus - sum(other.cpus for other in running)
        return node.up and not node.offline and not any(other.exclusive for other in running) \
            and not (job.exclusive and running) and (job.exclusive or free >= cpus)

    def never(self, wanted, cpus, count, fitting):
        total = sum(node.cpus for node in self.nodes.values())
        if count > len(self.nodes):
            return "Can Never Run: Not enough total nodes available"
        if wanted.get("host") and not fitting:
            return f"Can Never Run: Insufficient amount of resource: host ({wanted['host']} != {','.join(self.nodes)})"
        if cpus > max(node.cpus for node in self.nodes.values()):
            return f"Can Never Run: Insufficient amount of resource: ncpus (R: {cpus} A: {total} T: {total})"
        if not fitting:
            return "Can Never Run: Insufficient amount of resource: xen (True != False)"
        return None

    def start_on(self, job, nodes):
        now = self.clock()
        job.places = [self.free_place(node) for node in nodes]
        job.nodes, job.started, job.state, job.substate = [node.name for node in nodes], now, "R", 42
        job.runs += 1
        job.terminating = job.ended = 0
        job.status = None
        # The scheduler writes local time without seconds.
        job.comment = f"Job run at {moment_short(now)} on {job.vnodes}"
        for node in nodes:
            node.state_changed = now
        self.runner.start(job, self.kill_delay)
        self.put(job)

    def free_place(self, node):
        taken = {other.places[other.nodes.index(node.name)] for other in self.busy(node)}
        return next(place for place in range(1000) if place not in taken)

    # ---- what moms tell ----

    def tick(self):
        """Ends, limits and delays; then the scheduler."""
        now = self.clock()
        for job in list(self.jobs.values()):
            if job.state == "E" and job.stage_failed and now - job.ended >= self.copy_tries:
                self.finish(job, job.status, job.leaving)
            if job.state in "RS" and job.node:
                status = self.runner.ended(job)
                asked = job.terminating and not job.killed and now - job.terminating < self.kill_delay
                if status is not None and not (asked and self.runner.others(job)):
                    self.obit(job, status)
                elif job.terminating and not job.killed and not asked:
                    job.killed = True
                    self.runner.signal(job, "KILL")
                elif job.walltime() and now - job.started > job.walltime() and not job.terminating:
                    job.over_walltime = True
                    job.terminating = now
                    job.comment += " and exceeded resource walltime"
                    self.runner.signal(job, "TERM")
        self.schedule()

    def obit(self, job, status):
        """The top process has ended. A job that a restarted mom has adopted always says 0."""
        if job.over_walltime:
            status = -29
        elif job.adopted:
            status = 0
        self.runner.clean(job)
        if job.terminating and not job.over_walltime:
            substate = 91
        else:
            substate = 92 if status == 0 else 93
            if not job.over_walltime:
                job.comment += " and finished" if status == 0 else " and failed"
        copied = self.runner.stage_out(job, self.usecp) if hasattr(self.runner, "stage_out") else True
        if copied:
            self.finish(job, status, substate)
            return
        # It exits for as long as the mom tries to copy, and holds its node.
        job.state, job.substate, job.status, job.ended = "E", 51, status, self.clock()
        job.leaving, job.stage_failed = substate, True
        self.put(job)

    def finish(self, job, status, substate):
        now = self.clock()
        job.status, job.substate, job.ended, job.history = status, substate, now, int(now)
        job.state = "X" if job.index else "F"
        for node in job.nodes:
            self.nodes[node].state_changed = self.nodes[node].last_used = now
        self.put(job)
        if job.index:
            self.follow(self.jobs[f"{job.sequence}[].{self.name}"])
        if not self.history:
            self.forget_history(job)

    def lost(self, job, node):
        """A job whose node is silent. Of several nodes (recorded): the mother superior's end is -20 as of one node, another's -14 after its $max_poll_downtime; the tasks on all others get a
        KILL, and nobody a TERM."""
        if job.nodes[1:]:
            self.runner.clean(job, but=job.nodes.index(node.name))
        if job.node == node.name:
            self.rerun(job)
        else:
            self.finish(job, -14, 93)

    def rerun(self, job):
        """A node that failed, or a manager's qrerun."""
        if not job.rerunable:
            self.finish(job, -20, 93)
            return
        job.state, job.substate, job.nodes, job.status = "Q", 10, [], -11
        self.put(job)


SIGNALS = {"HUP", "INT", "QUIT", "KILL", "USR1", "USR2", "TERM", "CONT", "STOP", "TSTP", "XCPU", "NULL"}


def moment_short(seconds):
    import time
    return time.strftime("%a %b %d at %H:%M", time.gmtime(seconds))


def indices(text):
    match = re.fullmatch(r"(\d+)-(\d+)(?::(\d+))?", text)
    if not match or int(match[1]) >= int(match[2]):
        raise ValueError(text)
    return int(match[1]), int(match[2]), int(match[3] or 1)
