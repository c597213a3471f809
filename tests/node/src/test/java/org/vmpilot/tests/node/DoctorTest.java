package org.vmpilot.tests.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What 'vmpilot doctor --node' says of a node, as it is and with one thing wrong at a time. */
class DoctorTest extends OnANode {
    private static final String DOCTOR = VirtualNode.PROGRAMS + "vmpilot-doctor";

    @BeforeEach
    void inOrder() {
        node.write("/etc/vmpilot/node.key", "0".repeat(64));
        node.write("/etc/xen/xl.conf", "autoballoon=\"off\"\n");
        node.write("/etc/default/xendomains", "XENDOMAINS_SAVE=\"\"\n");
    }

    private Run.Result doctor() {
        return node.exec(DOCTOR);
    }

    private void finds(String level, String subject, String words) {
        Run.Result result = doctor();
        assertThat(result.out().lines())
                .as(result.out() + result.err())
                .anyMatch(line -> line.startsWith(level) && line.contains(subject + ": ") && line.contains(words));
        assertThat(result.exit()).isEqualTo(level.equals("error") ? 1 : 0);
    }

    @Test
    void aNodeInOrderHasNoErrorAndNothingIsChangedOnIt() {
        String before = node.sh("find /run/vmpilot /var/lib/vmpilot /etc/vmpilot 2>/dev/null | sort")
                .out();
        Run.Result result = doctor();

        assertThat(result.out().lines()).as(result.out()).noneMatch(line -> line.startsWith("error"));
        assertThat(result.exit()).isZero();
        assertThat(result.out())
                .contains("ok      node.conf: in order; this node is node01")
                .contains("ok      sudoers: /etc/sudoers.d/vmpilot has the rule")
                .contains("ok      xl: answers")
                .contains("ok      autoballoon: off")
                .contains("warning boot: nothing of ours runs at the boot")
                .contains("warning coordinator: nobody listens at 127.0.0.1:1");
        assertThat(node.sh("find /run/vmpilot /var/lib/vmpilot /etc/vmpilot 2>/dev/null | sort")
                        .out())
                .isEqualTo(before);
    }

    @Test
    void eachThingThatIsWrongIsNamedWithWhatWouldBeRight() {
        node.sh("chmod 644 /etc/vmpilot/node.key").mustSucceed();
        finds("error", "key", "not root's alone");
        node.sh("chmod 600 /etc/vmpilot/node.key; rm /etc/sudoers.d/vmpilot").mustSucceed();
        finds("error", "sudoers", "no rule lets the job's account run /opt/vmpilot/node/vmpilot-node");
        node.sh("sed 's/vmjob/vmjob/' /opt/vmpilot/conf/sudoers.d/vmpilot >/etc/sudoers.d/vmpilot 2>/dev/null ||"
                        + " echo 'vmjob ALL = (root) NOPASSWD: /opt/vmpilot/node/vmpilot-node run *' >/etc/sudoers.d/vmpilot;"
                        + " chmod 440 /etc/sudoers.d/vmpilot")
                .mustSucceed();
        finds("ok", "sudoers", "has the rule");
        node.write("/etc/xen/xl.conf", "autoballoon=1\n");
        finds("error", "autoballoon", "on in /etc/xen/xl.conf");
        node.write("/etc/xen/xl.conf", "autoballoon=\"off\"\n");
        node.write("/etc/default/xendomains", "XENDOMAINS_SAVE=/var/lib/xen/save\n");
        finds("error", "xendomains", "a shutdown saves guests of ours to /var/lib/xen/save");
        node.sh(
                        "mkdir -p /etc/rc2.d /etc/init.d; : >/etc/init.d/vmpilot; ln -sf ../init.d/vmpilot /etc/rc2.d/S09vmpilot")
                .mustSucceed();
        finds("ok", "xendomains", "ours are gone before");
        finds("ok", "boot", "S09vmpilot is enabled");
        node.sh("mkdir -p /var/lib/vmpilot; chmod 755 /var/lib/vmpilot").mustSucceed();
        finds("error", "state", "/var/lib/vmpilot is open to others");
    }

    /** Nothing on its way may be anybody else's to write: the node's policy says so of each file of an order. */
    @Test
    void foldersThatOrdersMayNameAreJudgedAsThePolicyJudgesThem() {
        node.configure("kernels", "/var/images/kernels");
        node.configure("images", "/var/images/disks");
        finds("warning", "images", "not there: /var/images/kernels /var/images/disks");
        node.sh("umask 022; mkdir -p /run/site/images/kernels /run/site/images/disks; chmod 755 /run/site;"
                        + " ln -s /run/site/images /var/images")
                .mustSucceed();
        finds("ok", "images", "are root's");
        node.sh("chmod 777 /run/site").mustSucceed();
        finds("error", "images", "can be written by others than root: /run/site /run/site");
        node.sh("chmod 1777 /run/site").mustSucceed();
        finds("ok", "images", "are root's");
        node.sh("chown 1717 /run/site/images/disks").mustSucceed();
        finds("error", "images", "can be written by others than root: /run/site/images/disks");
    }

    @Test
    void bridgesAndBootLoadersThatAreNotThereAreNamed() {
        node.configure("bridges", "nobridge0");
        finds("error", "bridges", "there is no bridge nobridge0");
        node.configure("bridges", null);
        node.configure("boot-loaders", "pygrub:/opt/none/pygrub --quiet");
        finds("error", "boot-loaders", "/opt/none/pygrub cannot be run");
        node.configure("boot-loaders", "true:/bin/true --quiet");
        Run.Result result = doctor();
        assertThat(result.out()).doesNotContain("boot-loaders").doesNotContain("bridges");
        assertThat(result.exit()).as(result.out()).isZero();
    }

    /** One that lies there and does not work is none. */
    @Test
    void theWatchOfXenstoreIsTried() {
        node.install("xenstore-watch", "#!/bin/sh\necho \"$1\"\nexec sleep 7784\n");
        finds("ok", "xenstore-watch", "answers");
        Patience.await("what was tried has gone")
                .until(() -> node.processes("sleep 7784").isEmpty());
        node.install("xenstore-watch", "#!/bin/sh\nexit 1\n");
        finds("warning", "xenstore-watch", "every second");
        node.exec("rm", "/usr/local/sbin/xenstore-watch").mustSucceed();
        finds("warning", "xenstore-watch", "every second");
    }

    /** What an older distribution has in its place. */
    @ParameterizedTest
    @CsvSource({
        "setpriv, *--pdeathsig*",
        "flock, *-w*",
        "grep, *-azs*",
        "find, *-lname*",
        "mkfifo, *-m*",
    })
    void aToolThatDoesNotKnowWhatIsAskedOfItIsNamed(String tool, String asked) {
        node.sh("cp \"$(readlink -f \"$(command -v " + tool + ")\")\" /run/real-" + tool)
                .mustSucceed();
        node.install(
                tool,
                "#!/bin/sh\ncase \"$*\" in " + asked
                        + ") echo 'unrecognized option' >&2; exit 1 ;; esac\nexec /run/real-" + tool + " \"$@\"\n");

        finds("error", "tools", "not there, or too old: " + tool);
    }

    @Test
    void aNodeThatIsBarredOrWhoseXlHangsSaysSo() {
        slot.record(1);
        node.simulated("fault", "add", "hang", "command=list");
        node.reap(slot.key());
        finds("error", "xl", "'xl list' does not answer");
        node.simulated("fault", "clear");
        finds("warning", "barred", "by=vmpilot-reap");
        finds("warning", "outbox", "1 certificates wait");
    }

    @Test
    void findingsComeAsJson() {
        node.write("/etc/vmpilot/node.conf", "node = node01\nxl-timeout = soon\n");
        Run.Result result = node.exec(DOCTOR, "--json");
        assertThat(result.exit()).isEqualTo(1);
        JsonNode findings = VirtualNode.json(result.out()).get("findings");
        assertThat(findings)
                .anyMatch(finding -> finding.get("level").asText().equals("error")
                        && finding.get("subject").asText().equals("node.conf")
                        && finding.get("words").asText().contains("xl-timeout"));
        assertThat(node.exec(DOCTOR, "--nonsense").exit()).isEqualTo(64);
    }
}
