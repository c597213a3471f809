"""The recorded calls of the real xl, played as sequences, with names, ids, UUIDs and amounts varied."""
import os
import random
import signal
import subprocess
import unittest

import recordings
from node_for_tests import AS_ROOT, HERE, NodeCase, Result

VARIATIONS = (11, 12)


class Scene(NodeCase):
    """One sequence of recordings on one node; `burnt` domids were used up before it begins."""

    first_domid = 1
    cpus = 2

    def begin(self, seed, guest_mib=128):
        rng = random.Random(seed)
        self.rng = rng
        total, dom0 = rng.randrange(2047, 4096), rng.randrange(900, 1100)
        most = dom0 + rng.randrange(300, 600)
        self.admin("init", "--memory", str(total), "--dom0", str(dom0), "--max", str(most), "cpus=%d" % self.cpus,
                   *(() if AS_ROOT else ("require-root=no",)))
        burnt = rng.randrange(0, 5)
        for _ in range(burnt):
            self.xl("create", "-q", self.config("burnt", kernel="/nowhere"), expect=3)
        self.memory = {2047: total, 1024: dom0, 1536: most, 1000: total - 23 - dom0}
        mib = rng.randrange(20, 150)
        self.memory[guest_mib] = mib
        self.guest_mib = mib
        ids = {recorded: recorded - self.first_domid + 1 + burnt for recorded in range(self.first_domid, self.first_domid + 40)}
        words = {"/root/g/vmlinux": self.kernel, "/root/g/guest-nice.gz": self.ramdisk, "/root/g/guest-crash.gz": self.ramdisk}
        self.variation = recordings.Variation(ids=ids, mib=self.memory, words=words)

    def name(self, recorded):
        """Another name for a recorded one, the same each time."""
        if recorded not in self.variation.names:
            self.variation.names[recorded] = "".join(self.rng.choice("abcdefghijkl-mnop") for _ in range(self.rng.randrange(3, 30)))
            self.variation.names[recorded] = "g" + self.variation.names[recorded] + "%d" % len(self.variation.names)
        return self.variation.names[recorded]

    def uuid(self, recorded):
        if recorded not in self.variation.uuids:
            self.variation.uuids[recorded] = "-".join("%0*x" % (length, self.rng.getrandbits(4 * length))
                                                      for length in (8, 4, 4, 4, 12))
        return self.variation.uuids[recorded]

    def file(self, recorded, name, **keys):
        """A configuration file standing for a recorded one."""
        keys.setdefault("memory", self.guest_mib)
        path = self.config(name, **keys)
        self.variation.words[recorded] = path
        return path

    def text_file(self, recorded, text):
        """A file of this text standing for a recorded one."""
        path = self.folder / os.path.basename(recorded)
        path.write_text(text)
        self.variation.words[recorded] = str(path)
        return str(path)

    def same(self, number, result):
        """The result is what the recording would be with these values."""
        code, out, err = recordings.load(number)
        self.assertEqual(code, result.code, "%s: %r" % (number, result))
        self.assertMultiLineEqual(self.variation.text(out), recordings.blurred(result.out), number)
        self.assertMultiLineEqual(self.variation.text(err), recordings.blurred(result.err), number)

    def plays(self, number, *words, **options):
        self.same(number, self.xl(*words, **options))

    def same_table(self, number):
        """`xl list` shows a listing that was recorded without its call."""
        self.assertMultiLineEqual(self.variation.text(recordings.table(number)), recordings.blurred(self.xl("list", expect=0).out))

    def same_log(self, number, name):
        """The daemon's log, from its first line to its last."""
        log = self.state / "log" / ("xl-%s.log" % self.name(name))
        wanted = self.variation.text(recordings.load(number)[1])
        self.eventually(lambda: log.exists() and recordings.blurred(log.read_text()) == wanted, "log of %s as in %s" % (name, number))
        log.unlink()


class Varied(type):
    """Makes of each `scene_x(self)` one test per variation."""

    def __new__(mcs, name, bases, namespace):
        for key in [key for key in namespace if key.startswith("scene_")]:
            for seed in VARIATIONS:
                namespace["test_%s_%d" % (key[6:], seed)] = mcs._test(namespace[key], seed)
        return super().__new__(mcs, name, bases, namespace)

    @staticmethod
    def _test(scene, seed):
        def test(self):
            self.begin(seed)
            scene(self)
        return test


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
        self.xl("create", self.guest("gbrief", "ends:0.3", memory=32), expect=0)
        os.kill(self.domain(self.name("gbrief"))["daemon"], signal.SIGKILL)
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
        shown = lambda: open("/proc/%d/cmdline" % pid, "rb").read().rstrip(b"\0").split(b"\0")
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
        foreground.wait(10)
        self.plays("131", "list")


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
        self.assertEqual(3, stopped.wait(10), "a destroy during a create makes the create fail")
        self.assertEqual([], self.truth()["domains"])

    @unittest.skipUnless(AS_ROOT, "another user can only be tried by root")
    def scene_nobody(self):
        if subprocess.run([str(HERE / "xl")], user=65534, group=65534, extra_groups=[], capture_output=True, check=False,
                          env=self.environment).returncode not in (0, 1):
            self.skipTest("the sources are not readable for nobody")
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
            self.assertIsNone(call.poll(), number + " hangs")
            call.terminate()
            out, err = call.communicate(timeout=10)
            _, wanted_out, wanted_err = recordings.load(number)
            self.assertEqual((self.variation.text(wanted_out), self.variation.text(wanted_err)), (out.decode(), err.decode()), number)

    def scene_not_on_xen(self):
        self.admin("set", "hypervisor=no")
        self.plays("400", "list")
        self.admin("remove")
        self.plays("400", "list")


if __name__ == "__main__":
    unittest.main()
