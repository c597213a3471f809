"""The syntax of configuration files."""
import os
import random
import unittest

from node_for_tests import NodeCase
from simxl import configuration
from simxl.syntax import Parser


def values(text):
    parsed = Parser(text).parse()
    assert not parsed.problems, parsed.problems
    return parsed.values


def problems(text):
    return Parser(text).parse().problems


class Syntax(unittest.TestCase):
    def test_strings_in_either_quotes_hold_the_other(self):
        self.assertEqual({"a": "it's", "b": 'say "x"', "c": ""}, values("a = \"it's\"\nb='say \"x\"'\nc=''\n"))

    def test_comments_blank_lines_semicolons_and_no_last_newline(self):
        self.assertEqual({"a": "1", "b": "0x10", "c": "#"}, values("# x\n\na=1; b = 0x10 # y\nc='#'"))

    def test_lists_may_span_lines_nest_and_end_in_a_comma(self):
        self.assertEqual({"disk": ["a,b", "c"], "e": [], "n": [["1"], "2"]},
                         values("disk = [ 'a,b', # x\n\n 'c',\n ]\ne=[]\nn=[[1],2]"))

    def test_a_later_key_overrides_and_plus_adds(self):
        self.assertEqual({"a": "2", "l": ["x", "y"], "s": "ab"}, values("a=1\na=2\nl=['x']\nl+=['y']\ns='a'\ns+='b'\n"))

    def test_escapes(self):
        self.assertEqual({"a": 'tab\there \\ A"'[:-1]}, values(r'a="tab\there \\ \x41"'))

    def test_errors_name_line_and_place(self):
        self.assertEqual(["2: config parsing error near `foo': syntax error, unexpected IDENT, expecting STRING or NUMBER or '['"],
                         problems("a=1\nname = foo\nb=2\n"))
        self.assertEqual(["1: config parsing error near `\"open': lexical error",
                          "3: config parsing error near <newline>: syntax error, unexpected NEWLINE, expecting OP_ADD or '='"],
                         problems('a="open\nb=2\nc\n'))
        self.assertEqual(1, len(problems("a=[1, 2\n")))

    def test_garbage_is_refused_in_bounded_time_and_never_breaks_the_parser(self):
        rng = random.Random(7)
        for _ in range(300):
            text = bytes(rng.randrange(256) for _ in range(rng.randrange(200))).decode("utf-8", "surrogateescape")
            Parser(text).parse()
        alphabet = "a=[],;'\"\n#\\ 1+-"
        for _ in range(2000):
            Parser("".join(rng.choice(alphabet) for _ in range(rng.randrange(40)))).parse()

    def test_a_command_line_is_joined_from_root_and_extra(self):
        join = lambda text: configuration._cmdline(values(text), "x")
        self.assertEqual(["root=/dev/xvda1 ro quiet", "quiet", "root=/r", "c"],
                         [join("root='/dev/xvda1 ro'\nextra='quiet'"), join("extra='quiet'"), join("root='/r'"),
                          join("cmdline='c'\nextra='x'")])

    def test_disks_that_have_files(self):
        self.assertEqual([["xvda", "/a.img"], ["xvdb", "/b.img"], ["xvdc", "/c"], ["hda", "/dev/x"]], configuration._disk_files(
            ["/a.img,raw,xvda,rw", "format=raw, vdev=xvdb, target=/b.img", "file:/c,xvdc,w", "phy:/dev/x,hda,r", "iscsi,,xvdd",
             ",,x"]))


class Files(NodeCase):
    def refused(self, text, code, message):
        path = self.folder / "x.cfg"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        before = self.truth()["next_domid"]
        result = self.xl("create", str(path))
        self.assertEqual(code, result.code, result)
        self.assertIn(message, result.err)
        self.assertEqual(([], before), (self.truth()["domains"], self.truth()["next_domid"]), "nothing was tried")

    def test_refusals_before_any_domain(self):
        kernel = "kernel='%s'\n" % self.kernel
        self.refused("name='a'\nkernel=\n", 1, "Failed to parse config: Invalid argument\n")
        self.refused("name='a'\n", 1, "neither kernel nor bootloader specified\n")
        self.refused("name='a'\nuuid='12'\n" + kernel, 1, "Failed to parse UUID: 12\n")
        self.refused("name='a'\non_crash='dance'\n" + kernel, 1, 'Unknown on_crash action "dance" specified\n')
        self.refused("", 1, "Domain name must be specified.\n")
        self.refused(os.urandom(20000), 1, "Failed to parse config")
        self.refused("name=" + "[" * 100000, 1, "")
        self.assertEqual(6, self.xl("create").code)

    def test_a_huge_configuration(self):
        path = self.config("huge", "# " + "x" * 500000 + "\n" + "".join("key%d = 'value'\n" % index for index in range(5000)))
        self.xl("create", "-p", path, expect=0)

    def test_a_missing_disk_file_fails_the_create_and_leaves_nothing(self):
        result = self.xl("create", self.config("d", "disk = ['/no/such.img,raw,xvda,rw']\n"))
        self.assertEqual(3, result.code)
        self.assertIn("Disk vdev=xvda failed to stat: /no/such.img", result.err)
        self.assertEqual([], self.truth()["domains"])

    def test_names_that_are_no_text(self):
        path = self.folder / "bytes.cfg"
        path.write_bytes(b'name="\xff\xfe"\nkernel="' + self.kernel.encode() + b'"\n')
        self.xl("create", str(path), expect=0)
        self.assertIn("\udcff\udcfe", self.xl("list", expect=0).out)
        self.xl("destroy", "\udcff\udcfe", expect=0)


if __name__ == "__main__":
    unittest.main()
