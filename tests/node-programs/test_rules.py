"""The rules by which the node programs are written (docs/node.md, "How the programs are written"), held against scripts/node as it stands."""
import pathlib
import re
import subprocess
import tempfile
import unittest

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "node"
PROGRAMS = {file.name: file.read_text() for file in sorted(FOLDER.iterdir()) if file.suffix != ".jvmopts"}

# Programs of others: each goes through 'ask', which knows its answers and keeps its time.
WORLD = set("""awk basename cat chgrp chmod chown cmp cp cut date dirname env expr find findmnt flock fuser getent grep logger head hostname id install ip 
    ln losetup ls lsof mkdir mkfifo mktemp mount mv nft pbsnodes pgrep pidof pkill ps python3 perl qconf readlink realpath renice rm rmdir scontrol sed sha256sum sleep sort stat sudo
    sync systemctl systemd-run tail tee timeout touch tr truncate umount uname uniq wc xargs xenstore-list xenstore-ls xenstore-read xl""".split())
# Who may call one himself, and why.
ALLOWED = {
    ("*", "readlink"),  # where the program lies, before there is an 'ask'
    ("pilot-job", "sync"), ("pilot-job", "sudo"), ("pilot-job", "timeout"),  # the job's account
    ("vmpilot-killall", "sudo"),  # before it is root
    ("vmpilot-create", "timeout"), ("vmpilot-create", "truncate"),  # around and behind the create, whose time the agent keeps
    ("vmpilot-node", "python3"), ("vmpilot-node", "perl"),  # in the place of env, before its own life begins
    ("vmpilot-archive", "*"),  # runs at an installation, beside nothing
}
ASKERS = ("ask", "must", "look", "try", "begin_call")
SUBSTITUTIONS = {"vmpilot-doctor": ['$(conf_read 2>&1)']}


def code_lines(text):
    """Line number and text, without comments and without what stands in single quotes (words of other programs)."""
    out, at, inside = [], 0, ""
    while at < len(text):
        char = text[at]
        if inside == "'":
            inside = "" if char == "'" else inside
            out.append(char if char in "'\n" else "")
        elif char == "\\" and at + 1 < len(text):
            out.append(text[at:at + 2] if text[at + 1] != "\n" else "\n")
            at += 1
        elif char == '"':
            inside = "" if inside else char
            out.append(char)
        elif not inside and char == "'":
            inside = char
            out.append(char)
        elif not inside and char == "#" and text[at - 1:at] in ("", " ", "\n"):
            at = text.find("\n", at) - 1
        else:
            out.append(char)
        at += 1
    for number, line in enumerate("".join(out).split("\n"), 1):
        if line.strip():
            yield number, line


def commands(line):
    """The first words of the simple commands of a line."""
    plain = re.sub(r'"(?:[^"\\]|\\.)*"', '""', line)
    plain = re.sub(r"\[\[.*?\]\]|\(\(.*?\)\)|\$\{[^}]*\}", " [[ ", plain)
    for part in re.split(r"&&|\|\||[;|&(){}`]|\$\(|\b(?:if|then|else|elif|while|until|do|!)\b", plain):
        words = [word for word in part.split() if not re.match(r"^\w+=|^[0-9]*[<>]", word)]
        if words:
            yield words[1] if words[0] in ("exec", "command") and len(words) > 1 else words[0]


class Rules(unittest.TestCase):
    def check(self, wrong):
        self.assertEqual([], wrong)

    def test_every_program_is_bash_without_functions_from_outside(self):
        self.check([name for name, text in PROGRAMS.items() if text.startswith("#!") and name not in ("pilot-job",)
                    and not text.startswith("#!/bin/bash -p\n")])

    def test_every_file_says_what_it_is_for(self):
        self.check([name for name, text in PROGRAMS.items() if not re.match(r"(#!.*\n)?(# shellcheck.*\n)*# [A-Za-z'].{30}", text)])

    def test_no_subscript_is_expanded_twice(self):
        """'unset' and '[[ -v' expand it once more: what it says would be run. In single quotes they are the only ones."""
        self.check([(name, number) for name, text in PROGRAMS.items() for number, line in enumerate(text.splitlines(), 1)
                    if re.search(r"""unset (-v )?"?\w+\[\$|\[\[ -v "?\w+\[|printf -v "?\w+\[""", line)])

    def test_no_program_is_looked_for_where_the_caller_says(self):
        self.check([name for name, text in PROGRAMS.items() if "self=$(readlink" in text
                    and not re.search(r"^PATH=/usr/sbin:/usr/bin:/sbin:/bin$(?s:.*)self=\$\(readlink", text, re.M)])

    def test_no_data_goes_through_a_here_document_or_a_temporary_file(self):
        self.check([(name, number) for name, text in PROGRAMS.items() for number, line in code_lines(text)
                    if "<<" in line or "/tmp" in line or "mktemp" in line])

    def test_the_world_is_asked_through_ask(self):
        wrong = []
        for name, text in PROGRAMS.items():
            for number, line in code_lines(text):
                for command in commands(line):
                    if command in WORLD and not {("*", command), (name, command), (name, "*")} & ALLOWED:
                        wrong.append((name, number, command))
        self.check(wrong)

    def test_nobody_looks_through_the_command_lines_of_everybody(self):
        self.check([(name, number) for name, text in PROGRAMS.items() for number, line in code_lines(text) if re.search(r"\b(pgrep|pkill|pidof)\b", line)])

    def test_nothing_forks_for_a_value(self):
        wrong = []
        for name, text in PROGRAMS.items():
            for number, line in code_lines(text):
                for allowed in SUBSTITUTIONS.get(name, []) + ['$(readlink -f -- "$self")', '$(readlink -f -- "$home")', '$(readlink -f -- "$0")']:
                    line = line.replace(allowed, "")
                if name != "vmpilot-archive" and re.search(r"\$\((?!\()|`", line):
                    wrong.append((name, number, line.strip()))
        self.check(wrong)

    def test_waiting_is_a_read_with_a_limit(self):
        self.check([(name, number) for name, text in PROGRAMS.items() for number, line in code_lines(text) if re.search(r"\b(sleep|inotifywait)\b|ticker", line)])

    def test_what_a_job_says_never_chooses_a_word_of_root(self):
        self.check([(name, number) for name, text in PROGRAMS.items() for number, line in code_lines(text)
                    if re.search(r"\beval\b", line) and not re.search(r'eval "exec (\$1|\$\{node\[0\]\}<&- \$\{node\[1\]\})', line)])

    def test_every_file_parses(self):
        for name in PROGRAMS:
            subprocess.run(["bash", "-n", str(FOLDER / name)], check=True)


class Asking(unittest.TestCase):
    """'ask' itself, run as the programs run it."""

    def run_bash(self, script):
        with tempfile.TemporaryDirectory() as folder:
            text = f"run={folder}; var={folder}; say() {{ printf '%s\\n' \"$*\" >&2; }}; . '{FOLDER}/vmpilot-ask'\n" + CLOCK + script
            done = subprocess.run(["bash", "-pc", text], capture_output=True, text=True, timeout=60)
        return done.stdout.split("\n")

    def test_an_answer_is_what_was_said_and_one_of_the_codes(self):
        self.assertEqual("0:0:hallo", self.run_bash('ask 5 "0 1" printf hallo; echo "$?:$answer_code:$answer"')[0])
        self.assertEqual("0:1:", self.run_bash('ask 5 "0 1" grep -q x /dev/null; echo "$?:$answer_code:$answer"')[0])

    def test_whatever_else_is_unknown(self):
        for command in ("false", "bash -c 'kill -KILL $$'", "no-such-program", "bash -c 'exit 2'"):
            self.assertEqual("1", self.run_bash(f'ask 5 0 {command}; echo "$?"')[0], command)

    def test_what_hangs_is_unknown_in_time_and_is_ended(self):
        lines = self.run_bash("ask 1 0 bash -c 'echo half; exec sleep 50'; echo \"$?:$answer_code\"; kill -0 $call_pid 2>/dev/null; echo $?")
        self.assertEqual("1:hung", lines[0])

    def test_who_closes_its_output_is_waited_for_to_its_end(self):
        self.assertEqual("0:7", self.run_bash("ask 5 7 bash -c 'exec >&- 2>&-; sleep 0.3; exit 7'; echo \"$?:$answer_code\"")[0])

    def test_a_zero_byte_reads_as_a_line_end(self):
        self.assertEqual("2", self.run_bash("ask 5 0 printf 'a\\0b'; answer_lines; echo ${#lines[@]}")[0])

    def test_what_was_said_on_stderr_is_told(self):
        self.assertEqual("bash: exit 3: why", self.run_bash("ask 5 0 bash -c 'echo why >&2; exit 3'; echo \"$unknown\"")[0])


class NoDescriptor(unittest.TestCase):
    """A shell without a descriptor free: its patterns match nothing, and that is no answer."""

    def run_bash(self, script):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name in ("slots/vabcdefga1.2", "locks", "marks", "open"):
                (root / name).mkdir(parents=True)
            (root / "marks" / "admin.barred").touch()
            (root / "mark").touch()
            text = (f". '{FOLDER}/vmpilot-lib'; . '{FOLDER}/vmpilot-conf'; . '{FOLDER}/vmpilot-xl'; . '{FOLDER}/vmpilot-residues'; conf_defaults; shopt -s nullglob; "
                    f"run={folder} var={folder} slot=vabcdefga1.2 folder={folder}/slots/vabcdefga1.2; open_scrap; ulimit -n 30; "
                    "for ((fd = 3; fd < 30; fd++)); do [[ -e /proc/self/fd/$fd ]] || eval \"exec $fd</dev/null\"; done; " + script)
            done = subprocess.run(["bash", "-pc", text], capture_output=True, text=True, timeout=60)
        return done.stdout.split("\n")[0]

    def test_marks_that_cannot_be_listed_close_the_node(self):
        self.assertRegex(self.run_bash('barred; echo "$?:$mark"'), "^0:not known: .*marks: cannot be opened$")

    def test_slots_that_cannot_be_listed_are_not_known(self):
        self.assertEqual("1:0", self.run_bash('slots_with_files; echo "$?:${#slots[@]}"'))

    def test_processes_that_cannot_be_listed_are_not_known(self):
        self.assertEqual("1:the processes cannot be listed", self.run_bash('find_makers; echo "$?:$unknown"'))

    def test_interfaces_that_cannot_be_listed_are_not_known(self):
        self.assertRegex(self.run_bash('look_for_residues; echo "$?:$unknown"'), "^1:/sys/class/net: cannot be opened$")

    def test_what_living_slots_were_promised_is_not_known(self):
        self.assertRegex(self.run_bash('live_slots; echo "$?:$unknown"'), "^1:.*slots: cannot be opened$")

    def test_a_lock_and_a_record_that_are_there_are_not_known_and_what_is_not_there_is_not(self):
        self.assertEqual("2", self.run_bash('is_held "$run/mark"; echo $?'))
        self.assertEqual("1", self.run_bash('is_held "$run/none"; echo $?'))
        self.assertEqual("2", self.run_bash('read_record "$run/mark" "$slot"; echo $?'))
        self.assertEqual("1", self.run_bash('read_record "$run/none" "$slot"; echo $?'))


CLOCK = "clock() { local up; read -r up _ </proc/uptime; now=$((${up%.*} * 1000 + 10#${up#*.} * 10)); }\n"

if __name__ == "__main__":
    unittest.main()
