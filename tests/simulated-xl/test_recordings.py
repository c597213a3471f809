"""The recorded calls of the real xl, played as sequences, with names, ids, UUIDs and amounts varied."""
import os
import pathlib
import signal
import subprocess
import unittest

import recordings
from node_for_tests import Result
from scenes import Scene, Varied


class FirstGuest(Scene, metaclass=Varied):
    """Recordings 001 to 065."""

    def scene_one_guest_from_boot_to_shutdown(self):
        info = dict(self.variation.words)
        total, dom0, most, free = (self.memory[key] for key in (2047, 1024, 1536, 1000))
        self.variation.words.update({"total_memory           : 2047": "total_memory           : %d" % total,
                                     "free_memory            : 1000": "free_memory            : %d" % free,
                                     "dom0_mem=1024M,max:1536M": "dom0_mem=%dM,max:%dM" % (dom0, most)})
        self.plays("001", "info")
        self.variation.words = info
        self.plays("002", "list")
        self.plays("003", "list", "-l")
        self.plays("004", "vm-list")
        cmdline = "console=hvc0 sim.behaviour=boots of=%d" % self.rng.getrandbits(20)
        self.variation.words["console=hvc0 quiet audit=0 apparmor=0 mitigations=off ipv6.disable=1 lab=nice"] = cmdline
        nice = self.name("nice")
        nice_file = self.file("nice.cfg", nice, uuid=self.uuid("55a846f0-2cc7-4516-b719-84ad277decd7"), ramdisk=self.ramdisk,
                              extra=cmdline, on_poweroff="destroy", on_reboot="restart", on_crash="destroy")
        self.plays("010", "create", nice_file)
        domid = str(self.variation.id(1))
        for number, words in (("011", ["list"]), ("012", ["list", "-l"]), ("013", ["list", nice]), ("014", ["list", "-l", nice]),
                              ("015", ["list", "nosuch"]), ("016", ["list", "-l", "nosuch"]), ("017", ["list", "999"]),
                              ("020", ["vm-list"]), ("022", ["domid", "nosuch"]), ("024", ["domname", "999"]),
                              ("023", ["domname", domid]), ("025", ["domname", "nosuch"]), ("028", ["list", "-v"]),
                              ("029", ["list", "-n"])):
            with self.subTest(number):
                self.plays(number, *words)
        self.same("021", Result(0, self.xl("domid", nice).out.replace(domid, "1"), ""))
        self._times()
        self.plays("030", "create", nice_file)
        self.plays("031", "list")
        self._creates_that_fail()
        self._paused_guest()
        for number, words in (("053", ["destroy", "nosuch"]), ("054", ["destroy", "999"]), ("055", ["destroy", "0"]),
                              ("056", ["destroy", "Domain-0"]), ("057", ["shutdown", "nosuch"]), ("058", ["shutdown", "999"]),
                              ("059", ["shutdown"]), ("060", ["shutdown", nice])):
            with self.subTest(number):
                self.plays(number, *words)
        self.eventually(lambda: self.domain(nice) is None, "the guest ends")
        for number, words in (("061", ["list"]), ("062", []), ("063", ["frobnicate"]), ("064", ["destroy"]),
                              ("065", ["list", "--nosuch"])):
            with self.subTest(number):
                self.plays(number, *words)

    def _times(self):
        self.plays("026", "uptime")
        _, out, _ = recordings.load("027")
        wanted = self.variation.text(out).replace("r--", "-b-")  # which VCPU runs at the moment is chance
        self.assertMultiLineEqual(wanted, recordings.blurred(self.xl("vcpu-list").out).replace("r--", "-b-"))

    def _creates_that_fail(self):
        missing = str(self.folder / "no-kernel")
        self.variation.words["/root/g/nokernel"] = missing
        self.plays("032", "create", self.file("/tmp/nokern.cfg", "a", kernel=missing))
        self.variation.words["/root/g/nord.gz"] = missing
        self.plays("033", "create", self.file("/tmp/nord.cfg", "b", ramdisk=missing))
        self.variation.words["/tmp/nosuch.cfg"] = str(self.folder / "nosuch.cfg")
        self.plays("034", "create", str(self.folder / "nosuch.cfg"))
        self.plays("035", "create", self.text_file("/tmp/bad.cfg", "name =\n"))

    def _paused_guest(self):
        unk = self.name("unk")
        self.variation.words["console=hvc0 quiet audit=0 apparmor=0 mitigations=off ipv6.disable=1 lab=nice"] = "quiet"
        unk_file = self.file("/tmp/unk.cfg", unk, uuid=self.uuid("9550a1ef-d329-41f3-a7dd-3d331d807300"), ramdisk=self.ramdisk,
                             extra="quiet", nosuchkey="x")
        self.plays("036", "create", "-p", unk_file)
        self.plays("037", "list")
        self.plays("038", "destroy", unk)
        self.plays("040", "create", self.file("/tmp/big.cfg", "big", memory=100000))
        self.plays("041", "list")
        self.plays("042", "create", self.file("/tmp/big2.cfg", "big2", memory=self.memory[1000] - self.guest_mib + 1))
        self.plays("043", "list")
        dmesg = self.xl("dmesg", expect=0).out.splitlines(keepends=True)[-5:]
        self.same("044", Result(0, "".join(dmesg), ""))
        self.plays("045", "create", self.text_file("/tmp/noname.cfg", 'kernel = "%s"\n' % self.kernel))
        garbage = self.folder / "garbage"
        garbage.write_text("no kernel at all")
        self.plays("046", "create", self.file("/tmp/garb.cfg", "garb", kernel=str(garbage)))
        self.plays("047", "create", "-n", unk_file)
        self.plays("048", "create", "-q", "-p", unk_file)
        self.assertEqual("--p---", self.column(unk))
        self.plays("049", "unpause", unk)
        self.assertEqual("-b----", self.column(unk))
        self.plays("050", "pause", unk)
        self.assertEqual("--p---", self.column(unk))
        renamed = self.name("unk2")
        self.plays("051", "rename", unk, renamed)
        self.plays("052", "destroy", renamed)


class GuestsThatDiffer(Scene, metaclass=Varied):
    """Recordings 100 to 131: guests that ignore, do not answer, end, crash; daemons that die."""

    first_domid = 10

    def begin(self, seed, guest_mib=128):
        super().begin(seed)
        self.memory[32] = 32

    def scene_behaviours_and_daemons(self):
        self._stubborn()
        self._deaf()
        self._ends_and_crashes()
        self._preserved()
        self._without_daemon()
        self._foreground()

    def guest(self, recorded, behaviour, **keys):
        """A configuration file of a guest whose recorded name is given."""
        return self.file(recorded + ".cfg", self.name(recorded), extra="sim.behaviour=" + behaviour, **keys)

    def _stubborn(self):
        self.plays("100", "create", self.guest("stubborn", "ignores-shutdown"))
        waiting = self.start("shutdown", "-w", self.name("stubborn"))
        err = b"".join(waiting.stderr.readline() for _ in range(2)).decode()
        self.assertEqual(self.variation.text(recordings.load("101")[2]), err)
        self.assertRaises(subprocess.TimeoutExpired, waiting.wait, 0.4)
        waiting.kill()
        self.plays("102", "list")
        self.plays("104", "destroy", self.name("stubborn"))

    def _deaf(self):
        self.admin("set", "ack.timeout=0.3")
        self.plays("105", "create", self.guest("gdeaf", "deaf", memory=32))
        waiting = self.start("shutdown", "-w", self.name("gdeaf"))
        self.assertEqual(self.variation.text(recordings.load("106")[2]), waiting.stderr.readline().decode())
        waiting.kill()
        self.plays("107", "list")
        self.plays("108", "shutdown", self.name("gdeaf"))
        self.plays("109", "destroy", self.name("gdeaf"))

    def _ends_and_crashes(self):
        for created, listed, logged, name, behaviour in (("110", "111", "112", "brief", "ends:0.2"),
                                                         ("113", "114", "115", "crash", "crashes:0.2")):
            self.plays(created, "create", self.guest(name, behaviour))
            self.eventually(lambda name=name: self.domain(self.name(name)) is None, name + " ends")
            self.plays(listed, "list")
            self.same_log(logged, name)

    def _preserved(self):
        recorded_uuid = "69ccf427-9648-485c-a8d3-403803a83ad9"
        self.variation.words["console=hvc0 quiet audit=0 apparmor=0 mitigations=off ipv6.disable=1 lab=crash"] = "sim.behaviour=crashes:0"
        crash = self.guest("crash", "crashes:0", on_crash="preserve", on_poweroff="preserve", uuid=self.uuid(recorded_uuid),
                           ramdisk=self.ramdisk)
        self.variation.words["/tmp/crashp.cfg"] = crash
        self.plays("116", "create", crash)
        self.same_log("119", "crash")
        self.plays("117", "list")
        self.plays("118", "list", "-l", self.name("crash"))
        self.plays("118b", "list", "-v")
        self.plays("119b", "destroy", self.name("crash"))
        brief = self.guest("gbrief", "ends:0", on_poweroff="preserve", memory=32)
        self.variation.words["/tmp/gbriefp.cfg"] = brief
        self.plays("120", "create", brief)
        self.eventually(lambda: self.column(self.name("gbrief")) == "---s--", "the guest ends")
        self.plays("121", "list")
        self.xl("destroy", self.name("gbrief"), expect=0)

    def _without_daemon(self):
        brief = self.guest("gbrief", "ends:0", memory=32)
        self.plays("122", "create", "-e", brief)
        self.plays("123", "list")
        self.plays("124", "destroy", self.name("gbrief"))
        deaf = self.guest("gdeaf", "deaf", memory=32)
        self.xl("create", deaf, expect=0)
        daemon = self._daemon_as_recorded(deaf)
        os.kill(daemon, signal.SIGKILL)
        self.eventually(lambda: daemon not in self.processes(), "the daemon dies")
        self.plays("126", "list")
        self.xl("destroy", self.name("gdeaf"), expect=0)
        self.xl("create", "-p", self.guest("gbrief", "ends:0", memory=32), expect=0)
        os.kill(self.domain(self.name("gbrief"))["daemon"], signal.SIGKILL)
        self.eventually(lambda: not self.processes(), "the daemon dies")
        self.xl("unpause", self.name("gbrief"), expect=0)
        self.eventually(lambda: self.column(self.name("gbrief")) == "---s--", "the guest ends and stays")
        self.plays("127", "list")
        self.plays("128", "destroy", self.name("gbrief"))
        self.xl("create", deaf, expect=0)
        os.kill(self.domain(self.name("gdeaf"))["daemon"], signal.SIGTERM)
        self.plays("129", "list")
        self.xl("destroy", self.name("gdeaf"), expect=0)

    def _daemon_as_recorded(self, file):
        """Recorded ps line: parent 1 (or whoever adopts here), process = group = session, no terminal, real path."""
        pid = self.domain(self.name("gdeaf"))["daemon"]
        shown = lambda: pathlib.Path("/proc/%d/cmdline" % pid).read_bytes().rstrip(b"\0").split(b"\0")
        _, out, _ = recordings.load("125")
        path = out.split()[5].encode()
        self.eventually(lambda: shown() == [path, b"create", file.encode()], "the daemon's command line as recorded")
        self.assertEqual((pid, pid), (os.getpgid(pid), os.getsid(pid)))
        return pid

    def _foreground(self):
        self.plays("130", "create", "-F", self.guest("gbrief", "ends:0.2", memory=32))
        foreground = self.start("create", "-F", self.guest("gdeaf", "deaf", memory=32))
        self.eventually(lambda: (self.domain(self.name("gdeaf")) or {}).get("running_since"), "the guest runs")
        foreground.terminate()
        self.ended(foreground)
        self.plays("131", "list")


class SeveralGuests(Scene, metaclass=Varied):
    """Recordings 230 to 240: three at once."""

    first_domid = 23

    def scene_three_guests(self):
        uuids = {"n1": "eb785dc1-8743-493f-b3a5-6e3c0a7d2aa8", "n2": "c37fa7f3-0518-47ae-9010-77026102e0a0",
                 "n3": "249e5e68-b9e5-46bf-99ec-3053764b57ea"}
        self.variation.words["console=hvc0 quiet audit=0 apparmor=0 mitigations=off ipv6.disable=1 lab=nice"] = "sim.boot=0"
        files = {name: self.file(name, self.name(name), uuid=self.uuid(uuid), ramdisk=self.ramdisk, extra="sim.boot=0")
                 for name, uuid in uuids.items()}
        for name in ("n1", "n2", "n3"):
            self.xl("create", files[name], expect=0)
        self.plays("230", "list")
        self.plays("231", "list", "-l")
        self.plays("232", "vm-list")
        self._shut_all_down()
        self.plays("234", "list")
        self._while_creating(files)

    def _shut_all_down(self):
        """Recorded: the ends come in any order."""
        code, _, err = recordings.load("233")
        result = self.xl("shutdown", "-w", "-a")
        self.assertEqual((code, sorted(self.variation.text(err).splitlines())), (result.code, sorted(result.err.splitlines())))
        self.eventually(lambda: not self.truth()["domains"], "all are gone")

    def _while_creating(self, files):
        for table, stage, order in (("240-list-during-create-1", "nameless", ("n1", "n2", "n3")),
                                    ("240-list-during-create-3", "built", ("n1", "n3", "n2"))):
            self.admin("fault", "add", "create-dies", "stage=" + stage, "signal=STOP")
            self.variation.ids.update({26 + index: self.truth()["next_domid"] + index for index in range(3)})
            creates = []
            for index, name in enumerate(order):
                creates.append(self.start("create", files[name]))
                self.eventually(lambda index=index: len(self.truth()["domains"]) == index + 1
                                and self.truth()["domains"][-1]["stage"] == stage, "a domain at " + stage)
            self.same_table(table)
            self.admin("fault", "clear")
            for create in creates:
                create.kill()
                create.wait()
            for domain in self.truth()["domains"]:
                self.xl("destroy", str(domain["domid"]), expect=0)


if __name__ == "__main__":
    unittest.main()
