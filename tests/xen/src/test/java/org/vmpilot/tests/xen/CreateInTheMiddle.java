package org.vmpilot.tests.xen;

/** A guest's create in a dom0 that something happens to when its domain is there and not yet finished. */
final class CreateInTheMiddle {
    /** The create is killed. */
    static final String KILL = "os.kill(pid, signal.SIGKILL)";
    /** Somebody destroys the domain, and the create goes on. */
    static final String DESTROY = "xl('destroy', ours[0].split()[-8]); os.kill(pid, signal.SIGCONT)";

    /** Nothing is forked before the create stands still: it takes a second. */
    private static final String SCRIPT = """
            exec python3 - <<'END'
            import glob, os, signal, subprocess, sys, time

            def xl(*words):
                return subprocess.run(["xl", *words], capture_output=True, text=True, timeout=60).stdout

            def creates():
                for file in glob.glob("/proc/[0-9]*/cmdline"):
                    try:
                        with open(file, "rb") as source:
                            words = source.read().split(b"\\0")
                    except OSError:
                        continue
                    if len(words) > 2 and words[0].endswith(b"/xl") and words[1] == b"create" and words[2].startswith(b"/run/vmpilot/"):
                        yield int(file.split("/")[2])

            until = time.monotonic() + 240
            while not (pid := min(creates(), default=0)):
                if time.monotonic() > until:
                    sys.exit("no create was seen")
                time.sleep(0.05)
            while True:
                os.kill(pid, signal.SIGSTOP)
                ours = [line for line in xl("list", "-v").splitlines() if "766d7074-" in line]
                if ours:
                    %s
                    print(ours[0])
                    break
                os.kill(pid, signal.SIGCONT)
                time.sleep(0.02)
            END
            """;

    private CreateInTheMiddle() {}

    /** Strikes the next create of a lease's guest there; the line of {@code xl list -v} that showed the domain. */
    static String struck(Lab lab, String node, String deed) {
        return lab.script(node, SCRIPT.formatted(deed));
    }
}
