#!/usr/bin/python3
"""What a run of tests came to: test-report.py maven ROOT LOG | unittest LOG [STATUS]

Prints passed, failed and skipped on one line of stdout: tests, and with the failed ones what never ran (a module that Maven left out or that broke before
its tests). On stderr each failed test, each skipped one with its reason, and each module that never ran. What is missing, cut, or says of itself that it
failed is never "0 failed"; nor is a run in which there was no test at all.
"""
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

MODULE = re.compile(r"\[INFO\] (?!BUILD )(\S.*?) \.* ?(SUCCESS|FAILURE|SKIPPED)( \[.*)?$")
BUILT = re.compile(r"\[INFO\] BUILD (SUCCESS|FAILURE)$", re.MULTILINE)
OF_SO_MANY = re.compile(r"^\[INFO\] Building .* \[\d+/(\d+)\]$", re.MULTILINE)
RUN_IN_A_MODULE = re.compile(r"^\[\w+\] Tests run: (\d+), Failures: \d+, Errors: \d+, Skipped: \d+$", re.MULTILINE)
UNITTEST_END = re.compile(r"^Ran (\d+) tests? in .*\n\n(FAILED|OK|NO TESTS RAN)(?: \(([^)\n]*)\))?$", re.MULTILINE)
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
        before = failed
        try:
            suite = ElementTree.parse(report).getroot()
        except ElementTree.ParseError as broken:
            failed += 1
            say("FAILED", report.name, f"this report is cut, its tests are not known: {broken}")
            continue
        for case in suite.iter("testcase"):
            name = f"{case.get('classname')}.{case.get('name') or '(before its tests)'}"
            bad = next((case.find(kind) for kind in ("failure", "error") if case.find(kind) is not None), None)
            left = case.find("skipped")
            if bad is not None:
                failed += 1
                say("FAILED", name, bad.get("message") or bad.text)
            elif left is not None:
                skipped += 1
                say("skipped", name, left.get("message") or left.text or "no reason was given")
            else:
                passed += 1
        unnamed = int(suite.get("errors", 0)) + int(suite.get("failures", 0)) - (failed - before)
        if unnamed > 0:
            failed += unnamed
            say("FAILED", suite.get("name") or report.name, f"{unnamed} more, which its report counts and does not name")
        if failed > before:
            troubled.add(name_of(report.parents[2]))
    return passed, failed, skipped, troubled


def maven(root, log):
    passed, failed, skipped, troubled = surefire(root)
    text = pathlib.Path(log).read_text(errors="replace")
    known = artifacts(root)
    lost = sum(int(number) for number in RUN_IN_A_MODULE.findall(text)) - passed - failed - skipped
    if lost > 0:
        failed += lost
        say("FAILED", f"{lost} tests", "the log counts them and no report tells what became of them")
    modules = [match for match in map(MODULE.match, text.splitlines()) if match]
    if not modules:
        failed += 1
        say("FAILED", "Maven ended before it had a summary", last_error(text))
    for match in modules:
        name, end = match[1], match[2]
        if end == "SKIPPED":
            failed += 1
            say("NEVER RAN", name, "what it needs had failed before")
        elif end == "FAILURE" and (name not in troubled or broke_beside_its_tests(text, known.get(name, ""))):
            failed += 1
            say("FAILED", name, last_error(text, known.get(name, "")))
    missing = max((int(number) for number in OF_SO_MANY.findall(text)), default=0) - len(modules)
    results = BUILT.findall(text)
    if modules and missing > 0:
        failed += missing
        say("NEVER RAN", f"{missing} modules", "Maven's summary does not name them")
    elif modules and not results:
        failed += 1
        say("FAILED", "Maven's summary", "the log is cut in it")
    if not failed and results and results[-1] == "FAILURE":
        failed += 1
        say("FAILED", "Maven's build", last_error(text))
    if not passed + failed + skipped:
        failed += 1
        say("NEVER RAN", "the tests", "Maven ended well, and there was none")
    return passed, failed, skipped


def errors_of(text, artifact):
    """What Maven says at its end of a module, from the line that names it to the next one's."""
    found = []
    for line in text.splitlines():
        if line.startswith("[ERROR] Failed to execute goal"):
            found.append([line])
        elif found and line.startswith("[ERROR]"):
            found[-1].append(line.removeprefix("[ERROR]"))
    return next((lines for lines in found if f" on project {artifact}:" in lines[0]), [] if artifact or not found else found[0])


def last_error(text, artifact=""):
    return " ".join(errors_of(text, artifact)).split(" -> [Help ")[0] or "its log says more"


def broke_beside_its_tests(text, artifact):
    """Whether a module with failed tests had more than these: a JVM that ended in the midst of a class took the rest of the tests with it."""
    lines = errors_of(text, artifact)
    return bool(lines) and not lines[0].split(" -> [Help ")[0].rstrip().endswith("There are test failures.")


def artifacts(root):
    """Artifact ids by the modules' names."""
    found = {}
    for pom in (*pathlib.Path(root).glob("*/pom.xml"), *pathlib.Path(root).glob("*/*/pom.xml")):
        own = ElementTree.parse(pom).getroot().find("{*}artifactId")
        found[name_of(pom.parent)] = "" if own is None else own.text
    return found


def unittest(log, status="0"):
    text = pathlib.Path(log).read_text(errors="replace")
    for match in re.finditer(r"^(?:FAIL|ERROR): (.*)$", text, re.MULTILINE):
        say("FAILED", match[1])
    for match in re.finditer(r"^(\w+) \(([^)]*)\).*\.\.\. skipped (.*)$", text, re.MULTILINE):
        say("skipped", match[2], match[3].strip("'\""))
    name = pathlib.Path(log).name
    ends = UNITTEST_END.findall(text)
    if not ends:
        say("FAILED", name, "the tests did not come to their end")
        return 0, 1, 0
    ran, word, details = ends[-1]
    counts = dict(part.split("=") for part in details.split(", ") if "=" in part)
    failed = sum(int(counts.get(kind, 0)) for kind in ("failures", "errors", "unexpected successes"))
    skipped = int(counts.get("skipped", 0))
    if not failed and (word == "FAILED" or status != "0"):
        failed = 1
        say("FAILED", name, f"python ended with {status}, whatever its last line says ({word})")
    if not failed and not skipped and ran == "0":
        failed = 1
        say("NEVER RAN", name, "there was no test")
    # A test with several failed parts counts as many.
    return max(0, int(ran) - failed - skipped), failed, skipped


if __name__ == "__main__":
    print(*{"maven": maven, "unittest": unittest}[sys.argv[1]](*sys.argv[2:]))
