"""The node's rules on virtual time: nothing here sleeps, calls, or touches a disk."""
import unittest

from simxl import guest, world


def node(**settings):
    """A node of 2047 MiB, as recorded; `memory_rate=10` stands for memory.rate."""
    chosen = {key.replace("_", "."): value for key, value in settings.items()}
    return world.new_state(dict({"memory.total": 2047, "memory.dom0": 1024, "memory.dom0-max": 1536}, **chosen))


def running(state, cmdline="", now=0.0, name="g", mib=128):
    """A guest that was made at once."""
    domain = world.new_domain(state, {"name": name, "cmdline": cmdline, "uuid": "u-" + name}, now, maker=1)
    domain.update(name=name, memory_kib=mib * 1024, max_kib=mib * 1024, vcpus=1, stage="complete")
    world.unpause(domain, now)
    return domain


class Dom0Memory(unittest.TestCase):
    def mib(self, state):
        return state["dom0"]["memory_kib"] / 1024

    def test_follows_its_target_at_the_given_rate(self):
        state = node(memory_rate=118.0)
        world.set_dom0_target(state, 600 * 1024, 10.0)
        world.advance(state, 11.0)
        self.assertAlmostEqual(1024 - 118, self.mib(state), delta=0.01)
        world.advance(state, 13.6)  # recorded: 1024 to 600 in 3.6 s
        self.assertAlmostEqual(600, self.mib(state), delta=0.5)

    def test_looking_often_does_not_change_the_rate(self):
        state = node(memory_rate=100.0)
        world.set_dom0_target(state, 512 * 1024, 0.0)
        for step in range(1, 20001):
            world.advance(state, step / 10000)
        self.assertAlmostEqual(824, self.mib(state), delta=0.1)

    def test_stalls_when_more_is_asked_than_is_free_and_stays_stalled_when_memory_becomes_free(self):
        state = node()
        world.set_dom0_target(state, 600 * 1024, 1.0)
        big = running(state, mib=1200)
        world.set_dom0_target(state, 1400 * 1024, 2.0)
        self.assertEqual(824, self.mib(state), "as recorded")
        world.kill(state, big, 3.0)
        world.advance(state, 100.0)
        self.assertEqual(824, self.mib(state))
        world.set_dom0_target(state, 1400 * 1024, 101.0)
        self.assertEqual(1400, self.mib(state))

    def test_a_ramp_that_meets_a_new_guest_stalls_there(self):
        state = node(memory_rate=100.0)
        world.set_dom0_target(state, 1536 * 1024, 0.0)
        world.advance(state, 1.0)
        running(state, mib=700, now=1.0)
        world.advance(state, 60.0)
        self.assertEqual(2047 - 23 - 700, self.mib(state))
        self.assertTrue(state["dom0"]["stalled"])

    def test_a_fault_stops_it_on_the_way(self):
        state = node()
        world.set_dom0_target(state, 500 * 1024, 0.0, stops_at_kib=800 * 1024)
        self.assertEqual((800, True), (self.mib(state), state["dom0"]["stalled"]))

    def test_a_dying_domain_holds_its_memory_until_it_is_gone(self):
        state = node(dying_seconds=5.0)
        domain = running(state)
        world.kill(state, domain, 10.0)
        self.assertEqual((1000 - 128) * 1024, world.free_kib(state))
        world.advance(state, 14.9)
        self.assertEqual("--ps--", world.state_column(domain, 14.9))
        world.advance(state, 15.0)
        self.assertEqual((1000 * 1024, []), (world.free_kib(state), state["domains"]))

    def test_a_domain_that_dies_for_ever_is_never_gone(self):
        state = node()
        world.kill(state, running(state), 1.0, seconds=-1)
        world.advance(state, 1e9)
        self.assertEqual(1, len(state["domains"]))


class GuestsInTime(unittest.TestCase):
    def column_at(self, state, domain, now):
        world.advance(state, now)
        return world.state_column(domain, now)

    def test_boots_then_idles(self):
        state = node()
        domain = running(state, "sim.boot=4")
        self.assertEqual(["r-----", "-b----", "-b----"], [self.column_at(state, domain, now) for now in (3.9, 4.0, 1e6)])

    def test_ends_after_its_boot(self):
        state = node()
        domain = running(state, "quiet sim.behaviour=ends:5 sim.boot=1", now=10.0)
        self.assertEqual("-b----", self.column_at(state, domain, 15.9))
        self.assertEqual("---s--", self.column_at(state, domain, 16.0))

    def test_crashes(self):
        state = node()
        domain = running(state, "sim.behaviour=crashes:3")
        self.assertEqual(("---sc-", guest.CRASH), (self.column_at(state, domain, 3.0), domain["shutdown"]))

    def test_its_time_stands_still_while_it_is_paused(self):
        state = node()
        domain = running(state, "sim.behaviour=ends:5")
        world.pause(domain, 3.0)
        self.assertEqual("--p---", self.column_at(state, domain, 100.0))
        world.unpause(domain, 100.0)
        self.assertEqual("-b----", self.column_at(state, domain, 101.9))
        self.assertEqual("---s--", self.column_at(state, domain, 102.0))

    def test_reboots_as_often_as_it_was_told(self):
        told = guest.behaviour("reboots:1:2")
        chosen = dict(told, boot=0.0)
        self.assertEqual([1, 1, 0], [len(guest.plan(chosen, restarts)) for restarts in range(3)])

    def test_the_command_line_comes_before_the_name_and_the_name_before_the_node(self):
        settings = {"guest.behaviour": "deaf", "guest.behaviour@web*": "ends:1"}
        choose = lambda name, cmdline: guest.choose(settings, name, cmdline)["behaviour"]
        self.assertEqual(["boots", "ends", "deaf"], [choose("web1", "root=/dev/xvda1 sim.behaviour=boots"), choose("web1", ""),
                                                     choose("db", "")])

    def test_a_behaviour_that_is_none_is_refused(self):
        for text in ("dances", "ends:soon", "boots:5", "reboots:1:x"):
            self.assertRaises(ValueError, guest.behaviour, text)

    def test_events_happen_in_the_order_of_their_times(self):
        state = node(memory_rate=100.0, dying_seconds=1.0)
        first, second = running(state, "sim.behaviour=ends:2", name="a"), running(state, "sim.behaviour=ends:1", name="b")
        self.assertEqual((1.0, second), world.next_event(state))
        world.advance(state, 10.0)
        self.assertEqual([2.0, 1.0], [first["run_before"], second["run_before"]])


class PowerOff(unittest.TestCase):
    def test_takes_everything_but_settings_and_faults(self):
        state = node()
        running(state)
        state["residues"].append({"what": "vif1.0"})
        world.set_dom0_target(state, 500 * 1024, 1.0)
        world.power_on(state, 2.0)
        self.assertEqual(([], [], 1024 * 1024, 1, 2), (state["domains"], state["residues"], state["dom0"]["memory_kib"],
                                                       state["next_domid"], state["boots"]))

    def test_a_clock_that_went_back_is_a_reboot_of_the_machine(self):
        state = node()
        running(state)
        state["seen"] = 1000.0
        world.advance(state, 5.0)
        self.assertEqual([], state["domains"])


if __name__ == "__main__":
    unittest.main()
