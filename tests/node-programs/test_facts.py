"""vmpilot-facts: what cannot be found out is left out, and spoils nothing else. Its own functions, with a world that is made up."""
import json
import pathlib
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
INFO = (ROOT / "tests" / "simulated-xl" / "fixtures" / "364-noxs-info.stdout").read_text()
LISTING = """Name                                        ID   Mem VCPUs\tState\tTime(s)   UUID                            Reason-Code\tSecurity Label
Domain-0                                     0  1000     1     r-----       5.0 00000000-0000-0000-0000-000000000000        -                -
vabcdefga1.1.a-0                             3   300     1     -b----       5.0 766d7074-0000-4000-8000-000000000000        -                -
other                                        4   200     1     -b----       5.0 00000000-0000-0000-0000-000000000004        -                -
"""

# The program as it is, but for its beginning as root and its end: node.conf has been read, and 'ask' is answered here.
SCRIPT = r"""
home=$1
text=$(<"$home/vmpilot-facts")
body=${text#*"# What the agent alone"}
for file in lib conf xl certificate; do
    word=x
    set -- 
    . "$home/vmpilot-$file"
done
ask() { answer=${world[${*: -1}]:-}; answer_code=0 unknown=none; [[ -n $answer ]]; }
declare -A world=([info]=$INFO [-v]=$LISTING)
number() { [[ $1 =~ ^[0-9]{1,9}$ ]]; }
conf_defaults
for pair in "${PAIRS[@]}"; do conf[${pair%%=*}]=${pair#*=}; done
eval "# ${body%%begin$'\n'*}"
collect
printf '{\n%s\n}\n' "$facts"
"""


def facts(info=INFO, listing=LISTING, **conf):
    pairs = " ".join(f"'{key.replace('_', '-')}={value}'" for key, value in conf.items())
    script = f"PAIRS=({pairs})\n" + SCRIPT
    done = subprocess.run(["/bin/bash", "-p", "-c", script, "facts", str(ROOT / "scripts" / "node")], env={"INFO": info, "LISTING": listing, "PATH": "/usr/bin:/bin"},
                          stdout=subprocess.PIPE, check=True, text=True)
    return json.loads(done.stdout)


class Facts(unittest.TestCase):
    def test_what_xen_says_and_node_conf_allows(self):
        found = facts(bridges="br0, br1", boot_loaders="pygrub:/usr/bin/pygrub --quiet")
        self.assertEqual((1, 2047, "4.17.7", ["pv", "pvh", "hvm"]), (found["cpus"], found["memory_mib"], found["xen"], found["kinds"]))
        self.assertEqual(1000 + 1000 - 256, found["guest_memory_free_mib"])
        self.assertEqual(1000 + 1000 - 256 + 300, found["guest_memory_mib"], "what our own guests hold, and nobody else's")
        self.assertEqual((16, ["br0", "br1"], ["pygrub"], ["raw", "qcow2"]), tuple(found["limits"][key] for key in ("guests_max", "bridges", "boot_loaders", "disk_formats")))

    def test_a_dom0_that_is_never_resized_gives_nothing_up(self):
        self.assertEqual(1000, facts(dom0_memory="fixed")["guest_memory_free_mib"])

    def test_a_machine_without_hvm_runs_pv_alone(self):
        self.assertEqual(["pv"], facts(info=INFO.replace("hvm-3.0-x86_32 hvm-3.0-x86_32p hvm-3.0-x86_64", ""))["kinds"])

    def test_a_listing_that_cannot_be_read_costs_the_memory_alone(self):
        found = facts(listing="nonsense\n")
        self.assertEqual((False, 1, 2047), ("guest_memory_mib" in found, found["cpus"], found["memory_mib"]))

    def test_without_xl_the_limits_are_still_known(self):
        found = facts(info="")
        self.assertEqual({"boot_id", "taken_ms", "bridges", "limits"}, set(found) | {"bridges"})

    def test_words_of_others_are_text(self):
        self.assertEqual(['a"\\b'], facts(bridges='a"\\b')["limits"]["bridges"])


if __name__ == "__main__":
    unittest.main()
