"""Guests and their daemons, on real time."""
import os
import pathlib
import signal
import subprocess
import unittest

from node_for_tests import HERE, NodeCase


class Daemons(NodeCase):
    def test_a_daemon_carries_the_environment_of_its_maker_and_ends_with_its_guest(self):
        self.xl("create", self.config("g"), env=dict(self.environment, VMPILOT_SLOT="s1"), expect=0)
        daemon = self.domain("g")["daemon"]
        self.assertIn(b"VMPILOT_SLOT=s1", pathlib.Path("/proc/%d/environ" % daemon).read_bytes().split(b"\0"))
        self.xl("destroy", "g", expect=0)
        self.eventually(lambda: daemon not in self.processes(), "the daemon ends")
        self.assertEqual([], os.listdir(self.state / "daemons"))

    def test_a_daemon_keeps_inherited_descriptors_open_as_the_real_one_does(self):
        read, write = os.pipe()
        self.xl("create", self.config("g"), pass_fds=(write,), expect=0)
        os.close(write)
        os.set_blocking(read, False)
        self.assertRaises(BlockingIOError, os.read, read, 1)
        self.xl("destroy", "g", expect=0)
        self.eventually(lambda: not self.processes(), "the daemon ends")
        os.set_blocking(read, True)  # a process that ends loses its command line before its descriptors
        self.assertEqual(b"", os.read(read, 1))
        os.close(read)

    def test_a_daemon_holds_neither_the_standard_streams_nor_the_lock(self):
        self.xl("create", self.config("g"), expect=0)  # communicate() in it would wait for an open stdout
        links = {os.readlink(entry) for entry in pathlib.Path("/proc/%d/fd" % self.domain("g")["daemon"]).iterdir()}
        self.assertNotIn(str(self.state / "lock"), links)

    def test_a_daemon_computes_nothing_while_it_waits(self):
        self.xl("create", self.config("g"), expect=0)
        stat = pathlib.Path("/proc/%d/stat" % self.domain("g")["daemon"])
        self.eventually(lambda: stat.read_text().rpartition(")")[2].split()[0] == "S", "it sleeps")
        used = lambda: sum(int(ticks) for ticks in stat.read_text().rpartition(")")[2].split()[11:13])
        before = used()
        for _ in range(20):
            self.xl("list", expect=0)
        self.assertLessEqual(used() - before, 2)

    def test_on_poweroff_preserve_and_on_crash_restart(self):
        self.create("kept", on_poweroff="preserve")
        self.xl("shutdown", "-w", "kept", expect=0)
        self.assertEqual("---s--", self.column("kept"))
        first = self.create("phoenix", on_crash="restart")
        self.admin("guest", "phoenix", "crash")
        self.eventually(lambda: (self.domain("phoenix") or {}).get("domid", first) > first, "a new life")

    def test_rename_restart_keeps_the_dead_beside_the_living(self):
        first = self.create("g", on_crash="rename-restart")
        self.admin("guest", "g", "crash")
        self.eventually(lambda: self.column("g") == "-b----", "the new life")
        self.assertEqual("---sc-", self.column("g-%d" % first))

    def test_a_guest_that_reboots_twice_gets_new_domids_under_one_name_and_uuid(self):
        self.xl("create", self.config("g", extra="sim.behaviour=reboots:0.1:2"), expect=0)
        uuid = self.truth()["domains"][0]["uuid"]
        self.eventually(lambda: (self.domain("g") or {}).get("restarts") == 2 and self.domain("g")["running_since"], "two reboots")
        after = self.domain("g")
        self.assertEqual((uuid, 3), (after["uuid"], after["domid"]))
        self.xl("shutdown", "-w", "g", expect=0)
        self.eventually(lambda: not self.truth()["domains"], "it ends")

    def test_a_killed_daemon_restarts_nothing(self):
        self.create("g", "-p", extra="sim.behaviour=reboots:0")
        os.kill(self.domain("g")["daemon"], signal.SIGKILL)
        self.eventually(lambda: not self.processes(), "the daemon dies")
        self.xl("unpause", "g", expect=0)
        self.eventually(lambda: self.column("g") == "---sr-", "it stays")

    def test_several_nodes_do_not_know_each_other(self):
        self.create("g")
        other = str(self.folder / "other")
        self.addCleanup(self.admin, "--state", other, "remove")
        self.admin("--state", other, "init", "require-root=no")
        listed = self.xl("list", env=dict(self.environment, SIMULATED_XL_STATE=other), expect=0).out
        self.assertNotIn("g ", listed)


class Shutdown(NodeCase):
    def test_a_booting_guest_answers_when_it_is_up(self):
        self.create("g", extra="sim.boot=0.4")
        self.xl("shutdown", "-w", "g", expect=0)
        self.eventually(lambda: not self.truth()["domains"], "it ends")

    def test_takes_as_long_as_the_guest_takes(self):
        self.create("g", extra="sim.shutdown=600")
        self.xl("shutdown", "g", expect=0)
        self.assertEqual("-b----", self.column("g"), "shutdown without -w does not wait")

    def test_a_paused_guest_does_not_answer(self):
        self.admin("set", "ack.timeout=0.2")
        self.create("g", "-p")
        result = self.xl("shutdown", "g", expect=1)
        self.assertIn("guest didn't acknowledge control request: -9", result.err)

    def test_a_deaf_guest_stops_a_shutdown_of_all_at_itself(self):
        self.admin("set", "ack.timeout=0.2")
        self.create("a", extra="sim.behaviour=deaf")
        self.create("b")
        self.xl("shutdown", "-a", expect=1)
        self.assertEqual("-b----", self.column("b"))

    def test_a_destroy_releases_who_waits_for_a_shutdown(self):
        self.create("g", extra="sim.behaviour=ignores-shutdown")
        waiting = self.start("shutdown", "-w", "g")
        self.assertIn(b"Shutting", waiting.stderr.readline())
        self.assertIn(b"Waiting", waiting.stderr.readline())
        self.xl("destroy", "g", expect=0)
        self.assertEqual(0, self.ended(waiting))

    def test_a_destroyed_domain_may_stay_a_while_without_name(self):
        self.admin("set", "dying.seconds=600")
        domid = self.create("g")
        self.xl("destroy", "g", expect=0)
        row = self.xl("list", expect=0).out.splitlines()[2].split()
        self.assertEqual(["(null)", str(domid), "128", "1", "--ps--"], row[:5])
        self.assertEqual(1, self.xl("destroy", "g").code, "its name is gone already")


class Watching(NodeCase):
    def test_a_line_at_the_beginning_and_one_for_each_end_however_short_the_life(self):
        watch = self.watch()
        self.assertEqual(b"@releaseDomain\n", watch.stdout.readline())
        self.xl("create", self.config("short"), expect=0)
        self.xl("destroy", "short", expect=0)
        self.assertEqual(b"@releaseDomain\n", watch.stdout.readline())
        self.xl("create", self.config("crashes", extra="sim.behaviour=crashes:0"), expect=0)
        self.assertEqual(b"@releaseDomain\n", watch.stdout.readline())

    def test_it_ends_with_its_node(self):
        watch = self.watch()
        self.assertEqual(b"@releaseDomain\n", watch.stdout.readline())
        self.admin("remove")
        self.assertEqual(b"", watch.stdout.read())

    def watch(self):
        process = subprocess.Popen([str(HERE / "xenstore-watch"), "@releaseDomain"], env=self.environment, stdout=subprocess.PIPE)
        self._started.append(process)
        return process


class PowerSwitch(NodeCase):
    def test_power_off_ends_guests_daemons_and_waiting_calls(self):
        self.create("g", extra="sim.behaviour=ignores-shutdown")
        waiting = self.start("shutdown", "-w", "g")
        self.assertIn(b"Waiting", waiting.stderr.readline() + waiting.stderr.readline())
        self.admin("power-off")
        self.assertEqual(0, self.ended(waiting))
        self.eventually(lambda: not self.processes(), "daemons end")
        self.assertEqual(1, self.create("g"), "domids begin anew")

    def test_an_old_daemon_does_not_take_a_new_domain_for_its_own(self):
        self.create("g")
        daemon = self.domain("g")["daemon"]
        self.eventually(lambda: self._waits(daemon), "the daemon waits, without the lock")
        os.kill(daemon, signal.SIGSTOP)
        self.admin("power-off")
        self.create("g", "-e")
        os.kill(daemon, signal.SIGCONT)
        self.eventually(lambda: daemon not in self.processes(), "the old daemon ends")
        self.assertEqual("-b----", self.column("g"))

    def _waits(self, pid):
        process = pathlib.Path("/proc/%d" % pid)
        sleeps = (process / "stat").read_text().rpartition(")")[2].split()[0] == "S"
        try:
            return sleeps and str(self.state / "lock") not in [os.readlink(entry) for entry in (process / "fd").iterdir()]
        except FileNotFoundError:  # a descriptor was closed while we looked
            return False


if __name__ == "__main__":
    unittest.main()
