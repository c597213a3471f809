"""What the state column and the reason code say of a guest that ended, and how it got there."""
import os
import signal
import unittest

from node_for_tests import NodeCase
from simxl import guest, world
from test_world import node, running


class Letters(unittest.TestCase):
    def test_every_reason_has_its_letter(self):
        shown = {}
        for code in (0, 1, 2, 3, 4, 5, 6, 42, 255):
            state = node()
            domain = running(state)
            world.shut(domain, code, 1.0)
            shown[code] = world.state_column(domain, 1.0)
        self.assertEqual({0: "---s--", 1: "---sr-", 2: "---ss-", 3: "---sc-", 4: "---sw-", 5: "---sS-", 6: "---s?-", 42: "---s?-",
                          255: "---s?-"}, shown)

    def test_a_rebooting_domain_that_is_destroyed_shows_why(self):
        state = node(dying_seconds=5.0)
        domain = running(state)
        world.shut(domain, guest.REBOOT, 1.0)
        world.kill(state, domain, 2.0)
        self.assertEqual("--psr-", world.state_column(domain, 2.0), "as recorded")

    def test_words_and_numbers(self):
        self.assertEqual([1, 4, 42, 42, 255], [guest.deed(text) for text in ("reboot", "watchdog", "42", "0x2a", "255")])
        for text in ("dances", "256", "-1", ""):
            self.assertRaises(ValueError, guest.deed, text)


class Seen(NodeCase):
    def row(self, name):
        line = next(line for line in self.xl("list", "-v", expect=0).out.splitlines() if line.startswith(name + " "))
        words = line.split()
        return words[4], words[7]

    def test_as_recorded_a_guest_without_daemon_that_reboots_stays_so(self):
        self.create("r1", "-e")
        self.admin("guest", "r1", "reboot")
        self.assertEqual(("---sr-", "1"), self.row("r1"))

    def test_a_reboot_passes_through_its_letter(self):
        self.create("g")
        self.admin("set", "latency.destroy=600")
        self.admin("guest", "g", "reboot")
        self.assertEqual(("---sr-", "1"), self.row("g"))

    def test_a_guest_that_suspends_itself_stays_and_its_daemon_ends(self):
        self.create("g")
        daemon = self.domain("g")["daemon"]
        self.admin("guest", "g", "suspend")
        self.eventually(lambda: daemon not in self.processes(), "the daemon ends")
        self.assertEqual(("---ss-", "2"), self.row("g"))

    def test_a_reason_that_nobody_knows_is_a_question_mark_in_hexadecimal(self):
        self.create("g", "-e")
        self.admin("guest", "g", "42")
        self.assertEqual(("---s?-", "2a"), self.row("g"))
        self.admin("guest", "g", "reboot", expect=1)

    def test_the_watchdog_and_unknown_reasons_end_a_guest_that_is_watched(self):
        for reason in ("watchdog", "200"):
            self.create("g")
            self.admin("guest", "g", reason)
            self.eventually(lambda: not self.truth()["domains"], "it is destroyed")


class Xenstore(NodeCase):
    def ls(self, *words, expect=0):
        import subprocess
        from node_for_tests import HERE
        done = subprocess.run([str(HERE / "xenstore-ls"), *words], env=self.environment, capture_output=True, text=True, check=False)
        self.assertEqual(expect, done.returncode, done)
        return done.stdout if expect == 0 else done.stderr

    def test_a_guests_devices_are_there_as_long_as_it_is(self):
        backends = "/local/domain/0/backend"
        self.assertEqual("xenstore-ls: xs_directory (%s): No such file or directory\n" % backends, self.ls("-f", backends, expect=1))
        domid = self.create("g")
        self.assertIn('%s/console/%d/0/state = "4"\n' % (backends, domid), self.ls("-f", backends))
        self.admin("fault", "add", "leaves-residue", "what=vif")
        self.xl("destroy", "g", expect=0)
        shown = self.ls("-f", backends)
        self.assertIn('%s/vif/%d/0/state = "4"\n' % (backends, domid), shown)
        self.assertNotIn("console", shown)

    def test_what_a_test_has_written(self):
        self.admin("xenstore", "write", "/local/domain/0/backend/vif/7")
        self.admin("xenstore", "write", "/local/domain/0/backend/vif/7/0/hotplug-status", "connected")
        self.assertEqual('/local/domain/0/backend/vif/7 = ""\n/local/domain/0/backend/vif/7/0 = ""\n'
                         '/local/domain/0/backend/vif/7/0/hotplug-status = "connected"\n', self.ls("-f", "/local/domain/0/backend/vif"))
        self.admin("xenstore", "rm", "/local/domain/0/backend/vif")
        self.ls("-f", "/local/domain/0/backend", expect=1)

    def test_it_meets_faults(self):
        self.create("g")
        self.admin("fault", "add", "fail", "command=xenstore-ls", "count=1")
        self.ls("-f", "/local/domain/0/backend", expect=1)
        self.ls("-f", "/local/domain/0/backend")


class Daemons(NodeCase):
    def test_a_killed_daemon_leaves_a_reboot_for_everybody_to_see(self):
        self.create("g")
        os.kill(self.domain("g")["daemon"], signal.SIGKILL)
        self.eventually(lambda: not self.processes(), "the daemon dies")
        self.admin("guest", "g", "reboot")
        self.assertEqual("---sr-", self.column("g"))


if __name__ == "__main__":
    unittest.main()
