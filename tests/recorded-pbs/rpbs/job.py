"""One job, or one task of an array, and how qstat shows it."""
import dataclasses

from . import texts


@dataclasses.dataclass
class Job:
    sequence: int
    name: str
    owner: str
    queue: str
    command: list
    script: str
    arguments: str
    created: float
    server: str = "pbslab"
    home: str = "/"
    index: int = 0  # of a task
    range: str = ""  # of an array: 1-3
    state: str = "Q"
    substate: int = 10
    hold: str = ""
    account: str = ""
    project: str = "_pbs_project_default"
    joined: str = "n"
    output: str = ""
    error: str = ""
    mail: str = "a"
    rerunable: bool = True
    start: float = 0
    variables: dict = dataclasses.field(default_factory=dict)
    resources: dict = dataclasses.field(default_factory=dict)
    exclusive: bool = False
    no_stdio_sockets: bool = False
    depend: str = ""
    changed: float = 0
    started: float = 0
    ended: float = 0
    nodes: list = dataclasses.field(default_factory=list)  # the first is the mother superior's
    places: list = dataclasses.field(default_factory=list)
    session: int = 0
    runs: int = 0
    status: object = None
    comment: str = ""
    terminating: float = 0
    killed: bool = False
    over_walltime: bool = False
    adopted: bool = False
    history: int = 0
    leaving: int = 0  # substate once its output is copied, or cannot be
    stage_failed: bool = False
    cpus: int = 1

    @property
    def id(self):
        part = f"[{self.index}]" if self.index else "[]" if self.range else ""
        return f"{self.sequence}{part}.{self.server}"

    @property
    def node(self):
        return self.nodes[0] if self.nodes else ""

    @property
    def vnodes(self):
        return "+".join(f"({node}:ncpus={self.cpus})" for node in self.nodes)

    @property
    def over(self):
        return self.state in "FX"

    def walltime(self):
        """Seconds; 0: no limit."""
        parts = [int(part) for part in self.resources.get("walltime", "0").split(":")]
        total = 0
        for part in parts:
            total = total * 60 + part
        return total

    def used(self, now):
        if not self.started:
            return "0"
        return "00:00:00"

    def fields(self, now, server_name):
        """In the order of qstat -f -F json."""
        all_ = {"Job_Name": self.name, "Job_Owner": f"{self.owner}@{server_name}"}
        ran = self.started and (self.over or self.state in "ES" or now - self.started > 30)
        if ran:
            all_["resources_used"] = {"cpupercent": 0, "cput": "00:00:00", "mem": "0kb", "ncpus": self.cpus, "vmem": "0kb",
                                      "walltime": texts.clock((self.ended or now) - self.started)}
        all_ |= {"job_state": self.state, "queue": self.queue, "server": self.server}
        if self.account:
            all_["Account_Name"] = self.account
        all_ |= {"Checkpoint": "u", "ctime": texts.moment(self.created)}
        if self.depend:
            all_["depend"] = self.depend
        all_["Error_Path"] = self.error
        if self.nodes:
            all_ |= {"exec_host": "+".join(f"{node}/{place}" for node, place in zip(self.nodes, self.places)), "exec_vnode": self.vnodes}
        all_ |= {"Hold_Types": self.hold or "n", "Join_Path": self.joined, "Keep_Files": "n", "Mail_Points": self.mail,
                 "mtime": texts.moment(self.changed or self.created)} | ({"no_stdio_sockets": "True"} if self.no_stdio_sockets else {}) | {"Output_Path": self.output, "Priority": 0,
                 "qtime": texts.moment(self.created), "Rerunable": "True" if self.rerunable else "False",
                 "Resource_List": self.resources}
        if self.started:
            all_["stime"] = texts.moment(self.started)
        if self.ended and self.started:
            all_["obittime"] = texts.moment(self.ended)
        if self.session:
            all_["session_id"] = self.session
        if self.started:
            all_["jobdir"] = self.home
        all_ |= {"substate": self.substate, "Variable_List": self.variables}
        if self.comment:
            all_["comment"] = self.comment
        if not self.hold and not (self.over and not self.started):
            all_["etime"] = texts.moment(self.created)
        if self.runs:
            all_["run_count"] = self.runs
        if self.state == "F" and self.started:
            all_["Stageout_status"] = 0 if self.stage_failed else 1
        if self.status is not None:
            all_["Exit_status"] = self.status
        all_["Submit_arguments"] = self.arguments
        if self.index or self.range:
            all_ |= self.array()
        if self.command:
            all_["executable"] = f"<jsdl-hpcpa:Executable>{self.command[0]}</jsdl-hpcpa:Executable>"
            if self.command[1:]:
                all_["argument_list"] = "".join(f"<jsdl-hpcpa:Argument>{word}</jsdl-hpcpa:Argument>" for word in self.command[1:])
        if self.history:
            all_["history_timestamp"] = self.history
        all_ |= {"project": self.project, "Submit_Host": server_name}
        return all_

    def array(self):
        """Not recorded: as OpenPBS's documentation has it."""
        if self.index:
            return {"array_id": f"{self.sequence}[].{self.server}", "array_index": self.index}
        return {"array": "True", "array_indices_submitted": self.range}
