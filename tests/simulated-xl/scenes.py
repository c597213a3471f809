"""What tests that play recordings share."""
import os
import random

import recordings
from node_for_tests import AS_ROOT, NodeCase

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
