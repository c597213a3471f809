"""The server as a process: commands reach it on a socket, jobs are real processes that outlive it."""
import dataclasses
import json
import os
import pathlib
import pwd
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time

from . import programs
from .job import Job
from .server import Node, Server

TICK = 0.05


MARK = "RECORDED_PBS_RUN"


def members(leader, run):
    """The processes of a job's session. Its number alone would not do: once all are gone the kernel gives it to others."""
    mark = f"{MARK}={run}".encode()
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                stat = pathlib.Path("/proc", entry, "stat").read_text().rsplit(")", 1)[1].split()
                if int(stat[3]) == leader and stat[0] not in "ZX" and mark in pathlib.Path("/proc", entry, "environ").read_bytes().split(b"\0"):
                    yield int(entry)
            except OSError:
                continue


class Moms:
    """Starts each job below a shepherd that writes down how the job ended, so that this is known also after the server was away."""

    def __init__(self, folder, pretend):
        self.folder = folder / "mom"
        self.folder.mkdir(exist_ok=True)
        self.pretend = pretend
        self.clock_skew = 0

    def run_folder(self, job):
        return self.folder / f"{job.id}.{job.runs}"

    def start(self, job, kill_delay):
        if self.pretend:
            return
        run = self.run_folder(job)
        shutil.rmtree(run, ignore_errors=True)  # of a job that bore the id before
        run.mkdir()
        spool = run / "script"
        if job.script:
            spool.write_text(job.script, encoding="utf-8", errors="surrogateescape")
            # As PBS does it: the shell reads the script.
            # Its own shell, and the one that reads the script: of a signal to the script the top one says 128 and its number.
            command = ["/bin/sh", "-c", '/bin/sh "$0"; exit $?', str(spool)]
        else:
            command = job.command
        environment = {name: value for name, value in job.variables.items()} | {
            "PBS_JOBID": job.id, "PBS_JOBNAME": job.name, "PBS_QUEUE": job.queue, "PBS_ENVIRONMENT": "PBS_BATCH", "HOME": job.home,
            "PATH": "/usr/local/bin:/usr/bin:/bin", "LOGNAME": job.owner, "USER": job.owner, MARK: str(run),
            "PBS_JOBCOOKIE": "0" * 32, "PBS_NODENUM": "0", "PBS_TASKNUM": "00000001", "PBS_NODEFILE": str(run / "nodes"), "PBS_CONF_FILE": str(self.folder.parent / "pbs.conf")}
        if job.index:
            environment |= {"PBS_ARRAY_INDEX": str(job.index), "PBS_ARRAY_ID": f"{job.sequence}[].{job.server}"}
        (run / "nodes").write_text("".join(node + "\n" for node in job.nodes))
        order = {"command": command, "environment": environment, "home": job.home, "output": self.path(job, job.output),
                 "error": self.path(job, job.output if job.joined != "n" else job.error)}
        (run / "order").write_text(json.dumps(order))
        subprocess.Popen([sys.executable, "-S", "-E", str(pathlib.Path(__file__).with_name("shepherd.py")), str(run)], stdin=subprocess.DEVNULL,
                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)

    @staticmethod
    def path(job, text):
        return text.partition(":")[2].replace("^array_index^", str(job.index))

    def stage_out(self, job, usecp):
        """Whether its output is where it should be: this machine is every mom's host, and scp knows nobody. A file of another host is copied by scp, unless
        $usecp says that it is here."""
        for text in (job.output, job.error if job.joined == "n" else job.output):
            host, _, path = text.partition(":")
            mapped = any(host == one.partition(":")[0] and path.startswith(one.partition(":")[2]) for one in usecp)
            if host not in ("localhost", job.node) and not mapped:
                return False
            if not os.path.isdir(os.path.dirname(self.path(job, text))):
                return False
        return True

    def leader(self, job):
        """The top process, once it runs: its session is the job's."""
        end = time.monotonic() + 5
        pid = self.run_folder(job) / "pid"
        while not pid.exists() and not (self.run_folder(job) / "end").exists() and time.monotonic() < end:
            time.sleep(0.005)
        return int(pid.read_text()) if pid.exists() else 0

    def leaders(self, job, nodes):
        """Of the sessions on these of its nodes: the top process's on the first one, and those of the tasks that pbsdsh has started."""
        if 0 in nodes:
            yield self.leader(job)
        for task in self.run_folder(job).glob("tasks/*"):
            try:
                if int((task / "node").read_text()) in nodes:
                    yield int((task / "pid").read_text())
            except (OSError, ValueError):
                continue  # it begins just now

    def signal(self, job, name, everywhere=False, but=None):
        """To every process of the job's sessions. (Recorded: a signal comes to the first node's alone; suspension, and the KILL at the end, to all.)"""
        if self.pretend:
            return
        if not job.no_stdio_sockets and name not in ("STOP", "CONT"):
            # pbs_demux, of the top process's session, is ended by it; whatever task starts later would need that.
            (self.run_folder(job) / "demux-gone").touch()
        number = int(name) if name.isdigit() else getattr(signal, f"SIG{name}")
        nodes = set(range(max(1, len(job.nodes)) if everywhere else 1)) - {but}
        for leader in self.leaders(job, nodes):
            for pid in members(leader, self.run_folder(job)) if leader else []:
                try:
                    os.kill(pid, number)
                except ProcessLookupError:
                    pass

    def release(self, job, number):
        """Kills the tasks of one node; those behind it have another number from now on, and a pbsdsh of before is deaf."""
        if self.pretend:
            return
        run = self.run_folder(job)
        for leader in self.leaders(job, {number}):
            for pid in members(leader, run):
                os.kill(pid, signal.SIGKILL)
        for task in run.glob("tasks/*/node"):
            was = int(task.read_text())
            if was >= number:
                task.write_text(str(was - 1) if was > number else "-1")
        names = (run / "nodes").read_text().splitlines(keepends=True)
        (run / "nodes").write_text("".join(names[:number] + names[number + 1:]))

    def ended(self, job):
        if self.pretend:
            return 265 if job.terminating else None
        try:
            return int((self.run_folder(job) / "end").read_text())
        except (OSError, ValueError):
            return None

    def others(self, job):
        """Whether somebody of the session is left: after a TERM the job waits for them until kill_delay is over."""
        return not self.pretend and any(members(self.leader(job), self.run_folder(job)))

    def clean(self, job, but=None):
        """What is left of a job whose top process has ended is killed, on all of its nodes but one that is silent."""
        if not self.pretend:
            (self.run_folder(job) / "over").touch()
        self.signal(job, "KILL", everywhere=True, but=but)


class Daemon:
    def __init__(self, folder):
        self.folder = folder
        self.state = folder / "state"
        self.settings = json.loads((folder / "settings.json").read_text())
        self.moms = Moms(folder, self.settings.get("pretend", False))
        nodes = [Node(name, cpus=self.settings["cpus"]) for name in self.settings["nodes"]]
        self.server = Server(time.time, self.moms, nodes, kill_delay=self.settings["kill_delay"])
        self.server.next = 1
        self.server.submit_host = self.server.name
        self.server.usecp = self.settings.get("usecp", [])
        self.server.copy_tries = self.settings.get("copy_tries", self.server.copy_tries)
        self.load()
        self.server.keep = self.keep
        self.server.forget = lambda job: (self.state / job.id).unlink(missing_ok=True)

    def load(self):
        for file in sorted(self.state.glob("*.*"), key=lambda file: file.stat().st_mtime_ns):
            if not file.name.endswith(".new"):
                job = Job(**json.loads(file.read_text()))
                self.server.jobs[job.id] = job
                self.server.next = max(self.server.next, job.sequence + 1)
        try:
            for name, kept in json.loads((self.folder / "nodes.json").read_text()).items():
                self.server.nodes[name].offline, self.server.nodes[name].comment = kept
        except OSError:
            pass

    def keep(self, job):
        if not self.settings.get("pretend"):
            file = self.state / job.id
            new = file.with_name(file.name + ".new")
            new.write_text(json.dumps(dataclasses.asdict(job)))
            new.rename(file)

    def keep_nodes(self):
        kept = {node.name: (node.offline, node.comment) for node in self.server.nodes.values()}
        (self.folder / "nodes.json").write_text(json.dumps(kept))

    def serve(self):
        path = self.folder / "socket"
        path.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
            listener.bind(str(path))
            listener.listen(128)
            (self.folder / "server.pid").write_text(str(os.getpid()))
            last = 0
            while True:
                ready = select.select([listener], [], [], TICK)[0]
                if ready:
                    self.one(listener.accept()[0])
                if time.monotonic() - last >= TICK:
                    last = time.monotonic()
                    self.server.tick()
                    while self.reap():
                        pass

    @staticmethod
    def reap():
        try:
            return os.waitpid(-1, os.WNOHANG)[0]
        except ChildProcessError:
            return 0

    def one(self, connection):
        with connection:
            connection.settimeout(5)
            size = struct.unpack("!I", read(connection, 4))[0]
            request = json.loads(read(connection, size))
            if request["program"] == "model":
                answer = self.about_model(request["arguments"])
            else:
                user = request.get("user") or pwd.getpwuid(os.getuid()).pw_name
                try:
                    answer = programs.run(self.server, request["program"], request["arguments"], user, request["script"],
                                          request["environment"], request["folder"])
                except programs.Hang:
                    answer = None
                if request["program"] == "pbsnodes":
                    self.keep_nodes()
            text = json.dumps(answer).encode()
            try:
                connection.sendall(struct.pack("!I", len(text)) + text)
            except BrokenPipeError:
                pass  # the command was killed meanwhile; what it asked for is done

    def about_model(self, arguments):
        """What only a test may do."""
        verb, *words = arguments
        if verb == "restart-ids":
            self.server.next = int(words[0])
            for job in list(self.server.jobs.values()):
                if job.over and job.sequence >= self.server.next:
                    self.server.forget_history(job)
        elif verb == "forget":
            for job in list(self.server.jobs.values()):
                if job.over:
                    self.server.forget_history(job)
        elif verb == "adopt":
            for job in self.server.jobs.values():
                job.adopted = True
        elif verb == "set":
            setattr(self.server, words[0], json.loads(words[1]))
        elif verb == "node-down":
            node = self.server.nodes[words[0]]
            node.up = False
            for job in self.server.busy(node):
                self.server.lost(job, node)
        elif verb == "odd-node":
            self.server.nodes[words[0]].odd = words[1] if words[1:] else ""
        elif verb == "comment":
            self.server.nodes[words[0]].comment = words[1]
            self.server.nodes[words[0]].offline = len(words) > 2 and words[2] == "offline"
        elif verb == "mom-tells":
            self.server.nodes[words[0]].memory = int(words[1])
        elif verb == "move":
            self.server.jobs[words[0]].queue = words[1]
        elif verb == "show":
            return json.dumps({"resources": sorted(self.server.resources), "queues": self.server.queues, "lists": self.server.lists,
                               "hooks": self.server.hook_settings,
                               "nodes": {node.name: node.properties for node in self.server.nodes.values()},
                               "memory": {node.name: node.memory_set for node in self.server.nodes.values()}}) + "\n", "", 0
        elif verb == "skew":
            seconds = float(words[0])
            self.server.clock = lambda: time.time() + seconds
        else:
            return "", f"no such verb: {verb}\n", 2
        return "", "", 0


def read(connection, size):
    data = b""
    while len(data) < size:
        part = connection.recv(size - len(data))
        if not part:
            raise ConnectionError("the command has gone")
        data += part
    return data


if __name__ == "__main__":
    Daemon(pathlib.Path(sys.argv[1])).serve()
