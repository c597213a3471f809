"""Recordings of what goes wrong or is odd: memory, killed creates, names, other users, a dead xenstored."""
import os
import signal
import subprocess
import unittest

import recordings
from node_for_tests import AS_ROOT
from scenes import Scene, Varied


class Memory(Scene, metaclass=Varied):
    """Recordings 200 to 219: dom0's memory."""

    first_domid = 22

    def scene_dom0_memory(self):
        free = self.memory[1000]
        dom0, most = self.memory[1024], self.memory[1536]
        small = self.rng.randrange(400, 700)
        big = free + dom0 - small - self.rng.randrange(100, 200)  # more than is free now, less than is free then
        self.memory.update({600: small, 1200: big})
        self.variation.ids[600] = small
        self.plays("200", "mem-set", "0", str(small))
        self.plays("201", "list")
        self.variation.words["big2.cfg"] = "/nowhere/big2.cfg"
        self.plays("202", "create", "/nowhere/big2.cfg")
        del self.variation.words["big2.cfg"]
        self.plays("203", "create", self.file("/tmp/big2.cfg", self.name("big2"), memory=big))
        self.admin("set", "guest.boot@%s=100" % self.name("big2"))
        self.assertIn(str(big), self.xl("list").out)
        self._stalls(small, big, most, free)
        self.plays("206", "destroy", self.name("big2"))
        self._refusals(dom0, most)

    def _stalls(self, small, big, most, free):
        """Recorded: 824 of 1400 with a guest of 1200 on a machine of 2047; memory that becomes free does not help."""
        wanted = min(most, small + self.memory[1000] + self.memory[1024] - small - big + 50)
        self.plays("205", "mem-set", "0", str(wanted))
        reached = self.truth()["dom0"]
        self.assertEqual(free + self.memory[1024] - big, reached["memory_kib"] // 1024)
        self.assertTrue(reached["stalled"])

    def _refusals(self, dom0, most):
        beyond = most + self.rng.randrange(1, 3000)
        self.variation.words["4096"] = str(beyond)
        stalled = self.truth()["dom0"]["memory_kib"]
        self.plays("207", "mem-set", "0", str(beyond))
        self.assertEqual(stalled, self.truth()["dom0"]["memory_kib"], "free memory alone does not end a stall")
        self.plays("208", "mem-set", "0", str(dom0))
        self.assertEqual(dom0 * 1024, self.truth()["dom0"]["memory_kib"])
        self.plays("209", "mem-set", "0", "lots")
        self.plays("210", "mem-set", "nosuch", "100")
        self.plays("211", "mem-set", "999", "100")
        self.plays("212", "mem-set", "0")
        self.plays("213", "mem-set", "0", "900m")
        self.assertEqual(900 * 1024, self.truth()["dom0"]["memory_kib"])
        cap = self.rng.randrange(905, 1100)
        self.plays("214", "mem-max", "0", str(cap))
        self.variation.words["1200"] = str(cap + 1)
        self.plays("215", "mem-set", "0", str(cap + 1))
        self.plays("216", "mem-max", "0", str(most))
        self.plays("217", "mem-set", "0", str(dom0))
        self.plays("218", "mem-max", "nosuch", "100")
        self.plays("219", "mem-set", "0", "0")


class KilledCreates(Scene, metaclass=Varied):
    """Recordings 300 to 307: what KILL and TERM leave, by the stage that the create had reached."""

    cpus = 1

    def scene_killed_at_each_stage(self):
        recorded = [("300", "named", "KILL", 1), ("301", "nothing", "KILL", None), ("302", "memory", "KILL", 2),
                    ("304", "nameless", "TERM", 4), ("305", "memory", "TERM", 5)]
        path = self.file("nice.cfg", self.name("nice"))
        for table, stage, number, domid in recorded:
            with self.subTest(table):
                fault = self.admin("fault", "add", "create-dies", "stage=" + stage, "signal=" + number, "count=1").strip()
                next_domid = self.truth()["next_domid"]
                self.variation.ids[domid] = next_domid
                result = self.xl("create", path)
                self.assertEqual(-getattr(signal, "SIG" + number), result.code)
                self.same_table(table)
                if domid:
                    self.xl("destroy", str(next_domid), expect=0)
                self.assertEqual([], self.truth()["domains"])
                self.admin("fault", "clear", fault)


class OddNames(Scene, metaclass=Varied):
    """Recordings 320 to 371: a create that stands still, names, other users, a guest's reboot, a dead xenstored."""

    first_domid = 12
    cpus = 1

    def begin(self, seed, guest_mib=32):
        super().begin(seed, guest_mib=32)
        self.memory[128] = 128

    def scene_a_create_that_stands_still(self):
        self.admin("fault", "add", "create-dies", "stage=built", "signal=STOP", "count=1")
        stopped = self.start("create", self.file("gdeaf.cfg", self.name("gdeaf"), extra="sim.behaviour=deaf"))
        self.eventually(lambda: (self.domain(self.name("gdeaf")) or {}).get("stage") == "built", "the create stands still")
        self.plays("320", "list")
        self.plays("321", "create", "-q", self.file("gbrief.cfg", self.name("gbrief"), extra="sim.behaviour=ends:0"))
        self.plays("322", "destroy", self.name("gdeaf"))
        self.eventually(lambda: self.domain(self.name("gbrief")) is None, "the brief guest ends")
        self.plays("323", "list")
        stopped.send_signal(signal.SIGCONT)
        self.assertEqual(3, self.ended(stopped), "a destroy during a create makes the create fail")
        self.assertEqual([], self.truth()["domains"])

    @unittest.skipUnless(AS_ROOT, "another user can only be tried by root")
    def scene_nobody(self):
        for number, words in (("330", ["list"]), ("331", ["create", "/root/g/gdeaf.cfg"]), ("332", ["destroy", "x"])):
            self.plays(number, *words, user=65534, group=65534, extra_groups=[])

    def scene_names(self):
        self.variation.ids.update({old: new + 2 for old, new in self.variation.ids.items()})
        for _ in range(2):
            self.xl("create", "-q", self.config("burnt", kernel="/nowhere"), expect=3)
        self.variation.ids.update({14: self.truth()["next_domid"] + 0})
        number = str(self.rng.randrange(5000, 9000))
        self.variation.names["77"] = number
        self.variation.ids[77] = int(number)
        self._paused("333", "334", "/tmp/num.cfg", number, 14)
        self.plays("335", "destroy", number)
        self._gone()
        long_name = "a-very-long-name-of-a-guest-which-does-not-fit-into-the-column-0123456789"
        self._paused("336", "337", "/tmp/long.cfg", self.name(long_name) + "x" * 60, 15, long_name)
        self._gone()
        self._paused("338", "339", "/tmp/sp.cfg", self.name("gx") + " and space", 16, "with space")
        self._gone()
        same = self.uuid("11111111-2222-3333-4444-555555555555")
        self._paused("340", "341", "/tmp/u.cfg", self.name("gdeaf"), 17, uuid=same)
        self.plays("342", "create", "-p", self.file("/tmp/u2.cfg", "another", uuid=same))
        self.assertEqual([same, same], [domain["uuid"] for domain in self.truth()["domains"]])
        self._gone()
        self.plays("343", "create", "--help")
        self.plays("344", "help")
        self.plays("346", "create", "-p", "/dev/null", 'name="%s"' % self.name("inl"), 'kernel="%s"' % self.kernel, 'type="pv"',
                   "memory=%d" % self.guest_mib)
        self.variation.ids[19] = self.truth()["domains"][0]["domid"]
        self.plays("347", "list")

    def _paused(self, created, listed, recorded_file, name, domid, recorded_name=None, **keys):
        if recorded_name:
            self.variation.names[recorded_name] = name
        path = self.file(recorded_file, name, file=os.path.basename(recorded_file), **keys)
        self.plays(created, "create", "-p", path)
        self.variation.ids[domid] = self.truth()["domains"][0]["domid"]
        self.plays(listed, "list", *(["-v"] if listed == "341" else []))

    def _gone(self):
        for domain in self.truth()["domains"]:
            self.xl("destroy", str(domain["domid"]), expect=0)

    def scene_a_guest_reboots(self):
        nice = self.name("nice")
        self.variation.ids.update({20: self.truth()["next_domid"], 21: self.truth()["next_domid"] + 1})
        path = self.file("nice.cfg", nice, memory=128)
        self.plays("350", "create", path)
        self.plays("351", "list")
        before = self.domain(nice)
        self.plays("352", "reboot", nice)
        self.eventually(lambda: (self.domain(nice) or before)["domid"] != before["domid"]
                        and self.domain(nice)["running_since"], "the guest is there again")
        self.plays("353", "list")
        self.same_log("354", "nice")
        self.assertEqual(before["uuid"], self.domain(nice)["uuid"])
        self.assertEqual(before["daemon"], self.domain(nice)["daemon"], "the same daemon watches it")

    def scene_xenstored_is_dead(self):
        self.admin("set", "xenstored=no")
        calls = {number: self.start(*words) for number, words in (
            ("360", ["list"]), ("361", ["list", "-l"]), ("362", ["create", self.file("gdeaf.cfg", "g")]),
            ("363", ["destroy", "nosuch"]), ("365", ["mem-set", "0", "900"]), ("366", ["destroy", "99"]),
            ("367", ["shutdown", "nosuch"]))}
        self.assertEqual(recordings.load("364")[0], self.xl("info").code)
        self.assertRaises(subprocess.TimeoutExpired, calls["362"].wait, 0.4)
        for number, call in calls.items():
            _, wanted_out, wanted_err = recordings.load(number)
            wanted = (self.variation.text(wanted_out), self.variation.text(wanted_err))
            said = self._said(call.stderr, len(wanted[1].encode()))
            self.assertIsNone(call.poll(), number + " hangs")
            call.terminate()
            out, err = call.communicate()
            self.assertEqual(wanted, (out.decode(), (said + err).decode()), number)

    def _said(self, stream, size):
        """What a call says before it hangs: so many bytes are waited for."""
        said = bytearray()
        os.set_blocking(stream.fileno(), False)
        self.eventually(lambda: said.extend(stream.read() or b"") or len(said) >= size, "%d bytes are said" % size)
        os.set_blocking(stream.fileno(), True)
        return bytes(said)

    def scene_not_on_xen(self):
        self.admin("set", "hypervisor=no")
        self.plays("400", "list")
        self.admin("remove")
        self.plays("400", "list")


if __name__ == "__main__":
    unittest.main()
