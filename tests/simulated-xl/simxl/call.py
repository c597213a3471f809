"""One call of xl: its words, its output, its faults, its end."""
import os

from simxl import faults as fault
from simxl import world
from simxl.settings import value_of
from simxl.store import Exit


class Call:
    """What a command needs to do its work and to answer."""

    def __init__(self, node, command, words):
        self.node = node
        self.command = command
        self.words = words
        self.met = {}
        self._answer = []

    # -- answering ----------------------------------------------------------------------------------

    def out(self, text):
        """Part of the answer on stdout; kept back until the end, so that faults can spoil it."""
        self._answer.append(text)

    def err(self, text):
        """On stderr at once."""
        write(2, text)

    def fail(self, text="", code=1):
        self.err(text)
        raise Exit(code)

    def finish(self):
        """Prints the answer, as the faults left it, and lets the late faults happen."""
        answer = "".join(self._answer)
        if "truncate" in self.met:
            answer = answer[:self.met["truncate"].get("bytes", len(answer) // 2)]
        write(1, answer)
        if "hang-after" in self.met:
            self.node.sleep(self.met["hang-after"].get("seconds"))
        if "fail-after" in self.met:
            self._end_by("fail-after", 1)

    def options(self, known, with_value=""):
        """Splits the words into options and arguments; recorded for unknown ones: exit 2.

        known: letters and long names; short options may be joined (`-wa`). The byte 0 is no slip of ours.
        """
        found, arguments = [], []
        words = iter(self.words)
        for word in words:
            if word.startswith("--") and len(word) > 2:
                if word[2:].partition("=")[0] not in known:
                    self.fail("option `\0' not supported.\n", 2)
                found.append(word[2:])
            elif word.startswith("-") and len(word) > 1 and word != "--":
                for letter in word[1:]:
                    if letter not in known:
                        self.fail("option `%s' not supported.\n" % letter, 2)
                    found.append(letter + "=" + next(words, "") if letter in with_value else letter)
            elif word != "--":
                arguments.append(word)
        return found, arguments

    # -- starting -----------------------------------------------------------------------------------

    def begin(self, state, subject):
        """Meets the faults of a call about this subject (in the caller's transaction)."""
        self.met = fault.meet(state, self.command, subject)
        self._latency = value_of(state["settings"], "latency." + self.command)
        self._latency += self.met.get("slow", {}).get("seconds", 0.0)
        self._deaf_store = not value_of(state["settings"], "xenstored") and self.command != "info"

    def endure(self, spend_latency=True):
        """Outside any transaction: hangs, is slow or fails, as the faults say.

        Recorded: with xenstored dead every command but `xl info` hangs without a word.
        """
        if self._deaf_store:
            self.node.sleep(None)
        if "hang" in self.met:
            self.node.sleep(self.met["hang"].get("seconds"))
        if spend_latency and self._latency:
            self.node.sleep(self._latency)
        if "fail" in self.met:
            self._end_by("fail", 3 if self.command == "create" else 1)
        if "garbage" in self.met:
            write(1, self.met["garbage"].get("text", "\x00\x1b[2J{]\xff no such format %s %n\n"))
            raise Exit(self.met["garbage"].get("exit", 0))
        if "pretend" in self.met:
            raise Exit(0)

    def spend(self, share):
        """A share of the command's latency; create spends its in stages."""
        if self._latency:
            self.node.sleep(self._latency * share)

    def start(self, **subject):
        """The whole beginning, for commands that are not about one domain."""
        with self.node.locked() as state:
            self.begin(state, subject)
        self.endure()

    def start_on(self, word):
        """The beginning of a command about one domain: resolves the word, meets faults, then returns the domid.

        Recorded: digits are taken for an id and not looked up; any other word must be a name:
        `nosuch is an invalid domain identifier (rc=-6)`.
        """
        with self.node.locked() as state:
            domain = find(state, word)
            self.begin(state, subject_of(domain, word))
        self.endure()
        if word.isdigit():
            return int(word)
        if word == world.DOM0:
            return 0
        if domain is None:
            self.fail("%s is an invalid domain identifier (rc=-6)\n" % word)
        return domain["domid"]

    def _end_by(self, kind, code):
        met = self.met[kind]
        text = met.get("text", "libxl: error: simulated fault\n")
        self.fail(text if text.endswith("\n") or not text else text + "\n", met.get("exit", code))


def find(state, word):
    """The domain that a word on the command line means, or None (dom0 is none of `domains`)."""
    if word.isdigit():
        return world.by_domid(state, int(word))
    return world.by_name(state, word)


def subject_of(domain, word=None):
    """What conditions of faults are compared with."""
    if domain is None:
        return {"domid": word} if word is not None and word.isdigit() else {"name": word}
    return {"name": domain["name"], "uuid": domain["uuid"], "domid": domain["domid"]}


def write(stream, text):
    """Writes all of a text; whoever reads it may be gone or full: nothing of the node depends on it."""
    data = text.encode("utf-8", "surrogateescape")
    try:
        while data:
            data = data[os.write(stream, data):]
    except OSError:
        pass
