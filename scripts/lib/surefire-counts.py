#!/usr/bin/python3
"""Prints passed, failed and skipped of all Surefire reports below a folder."""

import pathlib
import sys
import xml.etree.ElementTree as ElementTree


def main(root: str) -> None:
    passed = failed = skipped = 0
    for report in pathlib.Path(root).glob("**/target/surefire-reports/TEST-*.xml"):
        suite = ElementTree.parse(report).getroot()
        bad = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        left_out = int(suite.get("skipped", 0))
        failed += bad
        skipped += left_out
        passed += int(suite.get("tests", 0)) - bad - left_out
    print(passed, failed, skipped)


main(sys.argv[1])
