#!/usr/bin/python3
"""What a run of tests came to: test-report.py maven ROOT LOG | unittest LOG

Prints passed, failed and skipped on one line of stdout: tests, and with the failed ones what never ran (a module that Maven left out or that broke before
its tests). On stderr each failed test, each skipped one with its reason, and each module that never ran.
"""
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

MODULE = re.compile(r"\[INFO\] (?!BUILD )(\S.*?) \.* ?(SUCCESS|FAILURE|SKIPPED)( \[.*)?$")
UNITTEST_END = re.compile(r"(?:FAILED|OK)(?: \((.*)\))?$")
WORDS = 300


def say(kind, name, words=""):
    print(f"  {kind}: {name}" + (f": {short(words)}" if words else ""), file=sys.stderr)


def short(words):
    line = " ".join((words or "").split())
    return line if len(line) <= WORDS else line[:WORDS] + " ..."


def name_of(folder):
    """A module's name as Maven's summary has it; folder holds its pom.xml."""
    own = ElementTree.parse(folder / "pom.xml").getroot().find("{*}name")
    return folder.name if own is None else own.text


def surefire(root):
    """Passed, failed, skipped, and the names of the modules with failed tests."""
    passed = failed = skipped = 0
    troubled = set()
    for report in sorted(pathlib.Path(root).glob("**/target/surefire-reports/TEST-*.xml")):
        for case in ElementTree.parse(report).getroot().iter("testcase"):
            name = f"{case.get('classname')}.{case.get('name') or '(before its tests)'}"
            bad = next((case.find(kind) for kind in ("failure", "error") if case.find(kind) is not None), None)
            left = case.find("skipped")
            if bad is not None:
                failed += 1
                troubled.add(name_of(report.parents[2]))
                say("FAILED", name, bad.get("message") or bad.text)
            elif left is not None:
                skipped += 1
                say("skipped", name, left.get("message") or left.text or "no reason was given")
            else:
                passed += 1
    return passed, failed, skipped, troubled


def maven(root, log):
    passed, failed, skipped, troubled = surefire(root)
    text = pathlib.Path(log).read_text(errors="replace")
    known = artifacts(root)
    modules = [match for match in map(MODULE.match, text.splitlines()) if match]
    if not modules:
        failed += 1
        say("FAILED", "Maven ended before it had a summary", last_error(text))
    for match in modules:
        name, end = match[1], match[2]
        if end == "SKIPPED":
            failed += 1
            say("NEVER RAN", name, "what it needs had failed before")
        elif end == "FAILURE" and name not in troubled:
            failed += 1
            say("FAILED", name, last_error(text, known.get(name, "")))
    return passed, failed, skipped


def last_error(text, artifact=""):
    """What Maven says at its end, of one module if its artifact is known."""
    lines = [line for line in text.splitlines() if line.startswith("[ERROR] Failed to execute goal")]
    return next((line for line in lines if f" on project {artifact}:" in line), lines[0] if lines and not artifact else "its log says more")


def artifacts(root):
    """Artifact ids by the modules' names."""
    found = {}
    for pom in (*pathlib.Path(root).glob("*/pom.xml"), *pathlib.Path(root).glob("*/*/pom.xml")):
        own = ElementTree.parse(pom).getroot().find("{*}artifactId")
        found[name_of(pom.parent)] = "" if own is None else own.text
    return found


def unittest(log):
    text = pathlib.Path(log).read_text(errors="replace")
    for match in re.finditer(r"^(?:FAIL|ERROR): (.*)$", text, re.MULTILINE):
        say("FAILED", match[1])
    for match in re.finditer(r"^(\w+) \(([^)]*)\).*\.\.\. skipped (.*)$", text, re.MULTILINE):
        say("skipped", match[2], match[3].strip("'\""))
    ran = re.search(r"^Ran (\d+) tests? in", text, re.MULTILINE)
    ends = [match for match in map(UNITTEST_END.match, text.splitlines()) if match]
    if not ran or not ends:
        say("FAILED", pathlib.Path(log).name, "the tests did not come to their end")
        return 0, 1, 0
    counts = dict(part.split("=") for part in (ends[-1][1] or "").split(", ") if "=" in part)
    failed = sum(int(counts.get(kind, 0)) for kind in ("failures", "errors", "unexpected successes"))
    skipped = int(counts.get("skipped", 0))
    # A test with several failed parts counts as many.
    return max(0, int(ran[1]) - failed - skipped), failed, skipped


if __name__ == "__main__":
    print(*{"maven": maven, "unittest": unittest}[sys.argv[1]](*sys.argv[2:]))
