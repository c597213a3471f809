"""Faults on demand."""
import subprocess
import unittest

from node_for_tests import NodeCase


class Faults(NodeCase):
    def arm(self, *words):
        return self.admin("fault", "add", *words).strip()

    def test_fail_once_with_text_and_code(self):
        self.arm("fail", "command=list", "count=1", "exit=7", "text=libxl: no")
        result = self.xl("list")
        self.assertEqual((7, "", "libxl: no\n"), (result.code, result.out, result.err))
        self.xl("list", expect=0)

    def test_after_some_calls(self):
        self.arm("fail", "command=vm-list", "after=2", "count=1")
        self.assertEqual([0, 0, 1, 0], [self.xl("vm-list").code for _ in range(4)])

    def test_conditions_on_command_name_uuid_index_and_domid(self):
        self.arm("fail", "command=dest*", "name=web*")
        self.arm("fail", "command=create", "index=2")
        self.arm("fail", "command=pause", "uuid=766d7069-*")
        self.arm("fail", "command=unpause", "domid=1")
        uuid = "766d7069-0000-4000-8000-%012x"
        self.xl("create", self.config("web1", uuid=uuid % 1), expect=0)
        self.xl("create", self.config("db", uuid="866d7069-0000-4000-8000-000000000003"), expect=0)
        self.xl("create", self.config("web2", uuid=uuid % 2), expect=3)
        self.assertEqual([1, 0, 1, 0, 1, 0], [self.xl(*words).code for words in (
            ("pause", "web1"), ("pause", "db"), ("unpause", "1"), ("unpause", "db"), ("destroy", "1"), ("destroy", "db"))])
        self.assertEqual(["web1"], [domain["name"] for domain in self.truth()["domains"]])

    def test_a_call_hangs_for_a_while_or_for_ever(self):
        self.arm("hang", "command=list", "seconds=0.3", "count=1")
        self.xl("list", expect=0)
        self.arm("hang", "command=list", "count=1")
        hanging = self.start("list")
        self.assertRaises(subprocess.TimeoutExpired, hanging.wait, 0.4)
        self.xl("list", expect=0)
        self.admin("remove")
        self.assertEqual(1, self.ended(hanging), "it ends with its node")

    def test_a_create_that_hangs_after_its_work(self):
        self.arm("hang-after", "command=create")
        hanging = self.start("create", self.config("g"))
        self.eventually(lambda: self.column("g") == "-b----", "the guest runs")
        self.assertIsNone(hanging.poll())

    def test_a_create_that_reports_failure_though_the_guest_runs(self):
        self.arm("create-runs-but-fails", "count=1")
        result = self.xl("create", self.config("g"), expect=3)
        self.assertIn("domain monitoring daemonizing child", result.err)
        self.assertEqual("-b----", self.column("g"))
        self.assertEqual([], self.processes(), "nobody watches it")

    def test_a_destroy_that_leaves_a_dying_domain(self):
        self.create("g")
        self.arm("leaves-dying", "seconds=600", "count=1")
        self.xl("destroy", "g", expect=0)
        self.assertEqual("--ps--", self.column("(null)"))
        self.assertEqual(872 * 1024, self.truth()["free_kib"])
        self.create("h")
        self.arm("leaves-dying")
        self.xl("destroy", "h", expect=0)
        first, second = self.truth()["domains"]
        self.assertGreater(first["dying"]["gone_at"], self.truth()["now"] + 500)
        self.assertIsNone(second["dying"]["gone_at"], "for ever")

    def test_a_destroy_that_lies_fails_or_leaves_a_residue(self):
        domid = self.create("g")
        self.arm("pretend", "command=destroy", "count=1")
        self.xl("destroy", "g", expect=0)
        self.assertEqual("-b----", self.column("g"))
        self.arm("fail-after", "command=destroy", "count=1", "text=destroy failed (rc=-3)")
        self.arm("leaves-residue", "what=vif%d.0" % domid, "count=1")
        self.assertEqual(1, self.xl("destroy", "g").code)
        self.assertEqual([("vif%d.0" % domid, domid)], [(left["what"], left["domid"]) for left in self.truth()["residues"]])
        self.assertIsNone(self.column("g"))

    def test_memory_that_stalls(self):
        self.arm("memory-stalls", "at=800", "count=1")
        self.xl("mem-set", "0", "500", expect=0)
        self.assertEqual(800 * 1024, self.truth()["dom0"]["memory_kib"])
        self.xl("mem-set", "0", "500", expect=0)
        self.assertEqual(500 * 1024, self.truth()["dom0"]["memory_kib"])

    def test_garbage_and_truncated_answers(self):
        self.create("g")
        whole = self.xl("list", "-l").out
        self.arm("garbage", "command=list", "count=1", "text=%$")
        self.assertEqual("%$", self.xl("list", expect=0).out)
        self.arm("truncate", "command=list", "count=1", "bytes=100")
        self.assertEqual(whole[:100], self.xl("list", "-l", expect=0).out)

    def test_clearing_and_refusing(self):
        first, second = self.arm("fail", "command=list"), self.arm("fail", "command=info")
        self.admin("fault", "clear", first)
        self.assertEqual([0, 1], [self.xl("list").code, self.xl("info").code])
        self.admin("fault", "clear")
        self.assertEqual("", self.admin("fault", "list"))
        for words in (("dances",), ("fail", "command"), ("fail", "colour=red"), ("fail", "count=x"), ("memory-stalls",),
                      ("create-dies", "stage=later"), ("create-dies", "signal=FOO"), ("leaves-residue",)):
            self.admin("fault", "add", *words, expect=1)
        self.assertEqual("", self.admin("fault", "list"), second)


if __name__ == "__main__":
    unittest.main()
