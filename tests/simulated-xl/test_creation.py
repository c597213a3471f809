"""Creates side by side, killed, stopped, interfered with."""
import os
import pathlib
import random
import signal
import time
import unittest

from node_for_tests import NodeCase


def is_stopped(process):
    return pathlib.Path("/proc/%d/stat" % process.pid).read_text().rpartition(")")[2].split()[0] == "T"


class Interrupted(NodeCase):
    def test_killed_anywhere_a_create_leaves_a_stage_that_destroy_cleans(self):
        rng = random.Random(os.getpid())
        self.admin("set", "latency.create=0.3")
        for number in (signal.SIGKILL, signal.SIGTERM):
            uuids = ["766d7069-0000-4000-8000-%012x" % index for index in range(8)]
            creates = [self.start("create", self.config("k%d" % index, uuid=uuid, memory=40)) for index, uuid in enumerate(uuids)]
            kills = sorted((time.monotonic() + rng.uniform(0, 0.5), create) for create in creates)
            for when, create in kills:
                time.sleep(max(0.0, when - time.monotonic()))
                create.send_signal(number)
                self.ended(create)
            self._check_invariants(uuids)

    def _check_invariants(self, uuids):
        truth = self.truth()
        verbose = self.xl("list", "-v", expect=0).out
        listed = self.xl("vm-list", expect=0).out
        held = 0
        for domain in truth["domains"]:
            named = domain["stage"] not in ("nameless",)
            built = named and domain["stage"] != "named"
            self.assertEqual((named, built, built and domain["stage"] != "memory"),
                             (bool(domain["name"]), bool(domain["memory_kib"]), bool(domain["vcpus"])), domain)
            self.assertEqual(domain["stage"] == "complete", not domain["paused"], domain)
            self.assertIn(domain["uuid"], uuids)
            self.assertIn(domain["uuid"], verbose)
            self.assertIn("%s  %d " % (domain["uuid"], domain["domid"]), listed)
            held += domain["memory_kib"]
        self.assertEqual(truth["free_kib"], 1000 * 1024 - held)
        for domain in truth["domains"]:
            self.xl("destroy", str(domain["domid"]), expect=0)
        self.assertEqual(([], 1000 * 1024), (self.truth()["domains"], self.truth()["free_kib"]))

    def test_killed_at_each_stage_by_order(self):
        shown = {"nothing": None, "nameless": ("(null)", "0", "0", "--p---"), "named": ("g", "0", "0", "--p---"),
                 "memory": ("g", "128", "0", "--p---"), "built": ("g", "128", "1", "--p---"), "running": ("g", "128", "1", "-b----")}
        for stage, row in shown.items():
            with self.subTest(stage):
                self.admin("fault", "add", "create-dies", "stage=" + stage, "count=1", "name=g")
                self.assertEqual(-signal.SIGKILL, self.xl("create", self.config("g")).code)
                lines = self.xl("list", expect=0).out.splitlines()[2:]
                self.assertEqual([row] if row else [], [(*line.split()[:1], *line.split()[2:5]) for line in lines])
                for line in lines:
                    self.xl("destroy", line.split()[1], expect=0)

    def test_a_half_made_domain_is_not_in_the_long_list_but_in_the_verbose_one(self):
        self.admin("fault", "add", "create-dies", "stage=nameless")
        self.xl("create", self.config("g", uuid="766d7069-0000-4000-8000-000000004433"))
        self.assertNotIn("4433", self.xl("list", "-l", expect=0).out)
        self.assertIn("766d7069-0000-4000-8000-000000004433", self.xl("list", "-v", expect=0).out)

    def test_a_destroy_during_a_create_makes_it_fail_with_3(self):
        self.admin("fault", "add", "create-dies", "stage=named", "signal=STOP", "count=1")
        creating = self.start("create", self.config("g"))
        domain = self.eventually(lambda: self.domain("g"), "the domain is there")
        self.eventually(lambda: is_stopped(creating), "the create stands still")
        self.xl("destroy", str(domain["domid"]), expect=0)
        creating.send_signal(signal.SIGCONT)
        self.assertEqual(3, self.ended(creating))
        self.assertEqual([], self.truth()["domains"])


class SideBySide(NodeCase):
    def test_creates_run_in_parallel(self):
        self.admin("fault", "add", "create-dies", "stage=memory", "signal=STOP", "count=8")
        creates = [self.start("create", self.config("p%d" % index, memory=50)) for index in range(8)]
        # In a row the second would not begin: the first stands still.
        self.eventually(lambda: all(is_stopped(create) for create in creates), "all eight are under way at once")
        for create in creates:
            create.send_signal(signal.SIGCONT)
        self.assertEqual([0] * 8, [self.ended(create) for create in creates])
        domids = sorted(domain["domid"] for domain in self.truth()["domains"])
        self.assertEqual(list(range(1, 9)), domids)

    def test_with_autoballoon_they_take_turns(self):
        self.admin("set", "latency.create=0.2", "autoballoon=yes")
        began = time.monotonic()
        creates = [self.start("create", self.config("p%d" % index, memory=50)) for index in range(4)]
        self.assertEqual([0] * 4, [self.ended(create) for create in creates])
        self.assertGreater(time.monotonic() - began, 0.7)
        self.assertNotIn("dom0_mem", self.xl("info", expect=0).out)

    def test_of_two_with_the_same_name_one_wins(self):
        self.admin("set", "latency.create=0.1")
        path = self.config("same")
        creates = [self.start("create", path) for _ in range(2)]
        self.assertEqual([0, 3], sorted(self.ended(create) for create in creates))
        self.assertEqual(1, len(self.truth()["domains"]))

    def test_memory_is_given_once(self):
        self.admin("set", "latency.create=0.1")
        creates = [self.start("create", self.config("m%d" % index, memory=300)) for index in range(5)]
        self.assertEqual([0, 0, 0, 3, 3], sorted(self.ended(create) for create in creates))
        self.assertEqual(100 * 1024, self.truth()["free_kib"])

    def test_many_calls_at_once_lose_nothing(self):
        calls = [self.start("create", "-e", self.config("c%d" % index, memory=10)) for index in range(12)]
        calls += [self.start("list") for _ in range(8)]
        self.assertEqual([0] * 20, [self.ended(call, 30) for call in calls])
        destroys = [self.start("destroy", "c%d" % index) for index in range(12)]
        self.assertEqual([0] * 12, [self.ended(call, 30) for call in destroys])
        self.assertEqual(([], 1000 * 1024, 13), (self.truth()["domains"], self.truth()["free_kib"], self.truth()["next_domid"]))


if __name__ == "__main__":
    unittest.main()
