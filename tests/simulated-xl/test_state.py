"""The state folder: damage, full disks, other users, settings, the record of calls."""
import json
import os
import resource
import unittest

from node_for_tests import AS_ROOT, NodeCase


def no_room():
    """Every write of more than no bytes fails, as on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))


class Disk(NodeCase):
    def test_a_write_that_fails_leaves_the_old_state(self):
        self.create("g")
        before = (self.state / "state.json").read_bytes()
        for words in (("destroy", "g"), ("create", self.config("h")), ("mem-set", "0", "600")):
            result = self.xl(*words, preexec_fn=no_room)
            self.assertEqual(1, result.code, result)
        self.assertEqual(before, (self.state / "state.json").read_bytes())
        self.assertFalse((self.state / "state.json.new").exists())
        self.xl("destroy", "g", expect=0)

    def test_looking_needs_no_room(self):
        self.create("g")
        self.assertEqual("g\n", self.xl("domname", "1", preexec_fn=no_room, expect=0).out)

    def test_a_damaged_state_is_said_and_kept(self):
        for damage in (b"", b"{", b"[]", b"\xff\xfe", b'{"format": 2}'):
            (self.state / "state.json").write_bytes(damage)
            result = self.xl("list")
            self.assertEqual(1, result.code)
            self.assertIn("simulated xl: ", result.err)
            self.assertEqual(damage, (self.state / "state.json").read_bytes())
        self.admin("init")

    @unittest.skipUnless(AS_ROOT, "needs another user")
    def test_another_user_is_refused_or_let_in_as_set(self):
        self.folder.chmod(0o755)
        as_nobody = {"user": 65534, "group": 65534, "extra_groups": []}
        self.assertIn("Permission denied", self.xl("list", **as_nobody).err)
        self.admin("set", "require-root=no")
        os.chown(self.state / "lock", 65534, 65534)
        # Whatever umask the tests have.
        self.state.chmod(0o755)
        (self.state / "state.json").chmod(0o644)
        result = self.xl("list", **as_nobody)
        if "Can't find" not in result.err:
            self.assertEqual(0, result.code, result)


class Settings(NodeCase):
    def test_all_or_none(self):
        self.admin("set", "dying.seconds=3", "no.such=1", expect=1)
        self.assertNotIn("dying.seconds", self.truth()["settings"])

    def test_wrong_values_are_refused(self):
        for word in ("cpus=two", "latency.create=-1", "latency.dance=1", "xenstored=maybe", "guest.behaviour=dances",
                     "kernel.check=often", "cpus@x=1", "latency.create=inf", "profile=slow", "cpus"):
            self.admin("set", word, expect=1)

    def test_profiles_and_defaults(self):
        self.admin("set", "profile=recorded", "guest.behaviour@x*=deaf")
        self.assertEqual((1.1, "deaf"), tuple(self.truth()["settings"][key] for key in ("latency.create", "guest.behaviour@x*")))
        self.admin("set", "latency.create=2", "profile=fast")
        self.assertEqual(["guest.behaviour@x*"], [key for key in self.truth()["settings"] if key != "require-root"
                                                  and not key.startswith("memory.")])
        self.admin("set", "guest.behaviour@x*=")
        self.assertIn("memory.rate", self.admin("settings"))

    def test_memory_that_does_not_fit_is_refused(self):
        self.admin("init", "--memory", "1000", "--dom0", "990", expect=1)
        self.admin("init", "--dom0", "3000", expect=1)

    def test_a_node_made_anew_begins_anew(self):
        self.create("g")
        self.admin("fault", "add", "fail")
        self.admin("init", *([] if AS_ROOT else ["require-root=no"]))
        truth = self.truth()
        self.assertEqual(([], [], 2), (truth["domains"], truth["faults"], truth["boots"]))
        self.eventually(lambda: not self.processes(), "old daemons end")


class Calls(NodeCase):
    def test_each_call_is_recorded_with_its_end_or_without(self):
        self.xl("list")
        self.xl("destroy", "nosuch")
        self.admin("fault", "add", "hang", "command=info")
        hanging = self.start("info")
        calls = lambda: [json.loads(line) for line in self.admin("calls", "--json").splitlines()]
        self.eventually(lambda: len(calls()) == 3, "the hanging call is recorded")
        hanging.kill()
        hanging.wait()
        self.assertEqual([(["list"], 0), (["destroy", "nosuch"], 1), (["info"], None)],
                         [(call["argv"], call["exit"]) for call in calls()])
        self.assertEqual(hanging.pid, calls()[2]["pid"])
        self.assertIn("xl destroy nosuch", self.admin("calls"))
        self.admin("calls", "--clear")
        self.assertEqual([], calls())

    def test_the_real_tools_abbreviations_and_its_missing_commands(self):
        self.assertEqual(0, self.xl("inf").code)
        self.assertIn("not simulated", self.xl("migrate", "x", "y").err)
        self.assertEqual("command not implemented\n", self.xl("vcpu").err)


if __name__ == "__main__":
    unittest.main()
