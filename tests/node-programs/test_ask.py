"""'ask' on a machine that is busy: what a command's end was is known, however soon it came."""
import pathlib
import subprocess
import tempfile
import unittest

NODE = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "node"
ROUNDS, BESIDE = 800, 3

# bash loses the status of a process substitution that has ended before bash has written it down: one in a thousand, where more programs run than there are processors.
SCRIPT = """
run=/nowhere
. "$1"/vmpilot-ask
clock() { local up; read -r up _ </proc/uptime; now=$((${up/./} * 10)); }
for ((i = 0; i < $2; i++)); do
    ask 60 3 sh -c 'echo "$0"; exit 3' "$i" || echo "round $i: $unknown"
    [[ $answer == "$i"$'\\n' ]] || echo "round $i: said '$answer'"
done
echo all
"""


class AskTest(unittest.TestCase):
    def test_no_end_is_lost_where_processes_wait_for_processors(self):
        programs = [
            subprocess.Popen(["/bin/bash", "-p", "-c", SCRIPT, "ask", str(NODE), str(ROUNDS)], stdout=subprocess.PIPE, text=True) for _ in range(BESIDE)
        ]
        for program in programs:
            self.assertEqual(program.communicate()[0], "all\n")

    def test_a_call_whose_caller_was_killed_before_it_began_does_not_begin(self):
        script = """
run=/nowhere
. "$1"/vmpilot-ask
clock() { now=0; }
printf() { kill -KILL "$BASHPID"; }
ask 60 0 touch "$2"
"""
        mark = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory())) / "begun"
        ended = subprocess.run(["/bin/bash", "-p", "-c", script, "ask", str(NODE), str(mark)], check=False)
        self.assertEqual(ended.returncode, -9)
        self.assertFalse(mark.exists())


if __name__ == "__main__":
    unittest.main()
