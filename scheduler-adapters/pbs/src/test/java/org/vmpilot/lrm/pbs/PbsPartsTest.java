package org.vmpilot.lrm.pbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vmpilot.lrm.JobRequest;
import org.vmpilot.lrm.LrmException;
import org.vmpilot.lrm.NodeState;
import org.vmpilot.lrm.commands.Indices;
import org.vmpilot.lrm.commands.JobOrder;
import org.vmpilot.lrm.worker.JobEnd;

/** The pure parts: settings, native specification, qsub's arguments, ends, nodes. */
class PbsPartsTest {
    private static JobRequest request(int tasks, String queue, boolean exclusive) {
        return new JobRequest(
                "vname",
                tasks,
                List.of("/launcher"),
                Optional.of(queue),
                Optional.of("xen"),
                Optional.of("physics"),
                exclusive,
                Duration.ofMillis(60_001),
                2048);
    }

    @Test
    void aPilotHasItsNodeAloneAndIsNeverStartedTwice() throws Exception {
        assertThat(new NativeSpecification(PbsSettings.of(Map.of())).of(request(1, "vmm", true)))
                .isEqualTo(
                        "-j oe -o localhost:/dev/null -m n -r n -q vmm -P physics -l select=1:xen=true:mem=2048mb -l place=excl -l walltime=61");
    }

    @Test
    void onSharedNodesItBooksItsMemoryAndAnArrayIsRerunnable() throws Exception {
        assertThat(new NativeSpecification(PbsSettings.of(Map.of("account", "accounting")))
                        .of(request(3, "vmm", false)))
                .isEqualTo(
                        "-j oe -o localhost:/dev/null -m n -q vmm -A physics -l select=1:xen=true:mem=2048mb -l place=free -l walltime=61");
    }

    @Test
    void aGangIsOneJobOfSeveralChunksEachOnItsOwnHost() throws Exception {
        NativeSpecification ours = new NativeSpecification(PbsSettings.of(Map.of()));
        JobRequest alone = request(3, "vmm", true).as(JobRequest.Assembly.GANG);
        assertThat(ours.of(alone))
                .isEqualTo(
                        "-j oe -o localhost:/dev/null -m n -r n -W no_stdio_sockets=true -q vmm -P physics -l select=3:xen=true:mem=2048mb -l place=scatter:excl -l walltime=61");
        assertThat(ours.of(request(2, "vmm", false).as(JobRequest.Assembly.GANG)))
                .contains(" -r n -W no_stdio_sockets=true ", " -l select=2:xen=true:mem=2048mb -l place=scatter -l ");
    }

    @Test
    void ofAGangEveryNodeIsTold() {
        Map<String, Optional<String>> hosts = Map.of(
                "node01/0", Optional.of("node01"),
                "node01/0*2+node02/1*2+node03/0*2", Optional.of("node01,node02,node03"),
                "node01:15002/0+node-02.cluster.local:15002/0", Optional.of("node01,node-02.cluster.local"),
                "node01/0+node01/1", Optional.of("node01"),
                "", Optional.empty());
        hosts.forEach((written, nodes) -> assertThat(PbsJob.of(
                                "12.server",
                                JsonNodeFactory.instance
                                        .objectNode()
                                        .put("Job_Name", "vgang")
                                        .put("exec_host", written))
                        .host())
                .as(written)
                .isEqualTo(nodes));
    }

    @Test
    void aQueueThatTheQueryDoesNotAskForIsDenied() {
        NativeSpecification limited = new NativeSpecification(PbsSettings.of(Map.of("queues", "vmm,express")));
        assertThatThrownBy(() -> limited.of(request(1, "workq", true)))
                .hasMessageContaining("[lrm.pbs] queues: vmm, express")
                .extracting(e -> ((LrmException) e).kind())
                .isEqualTo(LrmException.Kind.DENIED);
        assertThatThrownBy(() -> new NativeSpecification(PbsSettings.of(Map.of())).of(request(1, "-h", true)))
                .extracting(e -> ((LrmException) e).kind())
                .isEqualTo(LrmException.Kind.INVALID);
    }

    @Test
    void everyFaultOfTheTableIsNamedAtOnce() {
        assertThat(PbsSettings.check(Map.of(
                        "commands", "bin", "queues", "a,,b", "account", "money", "deadline", "2h", "quues", "x")))
                .hasSize(5)
                .anyMatch(words -> words.startsWith("quues: unknown; known are commands, server, conf, owner, queues"))
                .anyMatch(words -> words.startsWith("account: 'money' is not one of project, accounting"));
        assertThat(PbsSettings.check(Map.of("server", "none", "conf", "/etc/pbs.conf")))
                .isEmpty();
    }

    private static JobOrder order(List<String> arguments, Map<String, String> environment) {
        return new JobOrder(
                "/bin/x",
                arguments,
                Optional.of("n"),
                false,
                environment,
                Optional.empty(),
                List.of("-q", "vmm"),
                List.of(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("/out.$drmaa_incr_ph$"),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void aPlainCommandIsTheTopProcessAndAnythingElseIsQuotedInAScript() {
        QsubArguments plain = QsubArguments.of(
                order(List.of("a", "b=1"), Map.of()), Optional.of(new Indices(1, 5, 2)), Optional.empty());
        assertThat(plain.arguments())
                .containsExactly(
                        "-f",
                        "-N",
                        "n",
                        "-J",
                        "1-5:2",
                        "-o",
                        "/out.^array_index^",
                        "-q",
                        "vmm",
                        "--",
                        "/bin/x",
                        "a",
                        "b=1");
        QsubArguments script = QsubArguments.of(
                order(List.of("it's", "", "#PBS -q other\n"), Map.of("A", "$x")), Optional.empty(), Optional.empty());
        assertThat(script.arguments())
                .containsSubsequence("-C", "", "-S", "/bin/sh")
                .doesNotContain("--");
        assertThat(script.input())
                .isEqualTo("#!/bin/sh\nA='$x'; export A\nexec '/bin/x' 'it'\\''s' '' '#PBS -q other\n'\n");
        assertThat(QsubArguments.of(order(List.of(), Map.of()), Optional.empty(), Optional.of(Path.of("/exits")))
                        .input())
                .contains("echo \"exit $status\" >'/exits/'\"$PBS_JOBID\".new");
        assertThat(QsubArguments.of(order(List.of(), Map.of()), Optional.of(new Indices(4, 4, 1)), Optional.empty())
                        .arguments())
                .containsSubsequence("-o", "/out.4")
                .containsSubsequence("-v", "PBS_ARRAY_INDEX=4")
                .doesNotContain("-J");
    }

    private static JobEnd end(Integer status, boolean started) {
        return end(status, started, false, false);
    }

    private static JobEnd end(Integer status, boolean started, boolean script, boolean undelivered) {
        return JobEnds.of(new PbsJob(
                "1.s",
                "n",
                "o",
                'F',
                "n",
                Optional.empty(),
                Optional.empty(),
                Optional.ofNullable(status),
                started,
                script,
                undelivered,
                "",
                "",
                Map.of()));
    }

    @Test
    void exitStatusMeansWhatWasRecorded() {
        assertThat(end(7, true)).matches(end -> end.exited() && end.exitStatus() == 7);
        assertThat(end(137, true)).matches(JobEnd::exited, "its own word");
        assertThat(end(138, true, true, false))
                .matches(end -> end.signaled() && end.signal().equals("SIGUSR1"), "the script's shell's word");
        assertThat(end(200, true, true, false)).matches(JobEnd::exited, "no signal has that number");
        assertThat(end(0, true, false, true)).matches(JobEnd::aborted, "its output could not be copied");
        assertThat(end(265, true)).matches(end -> end.signaled() && end.signal().equals("SIGKILL"));
        assertThat(end(271, true)).matches(end -> end.signaled() && end.signal().equals("SIGTERM"));
        assertThat(end(-29, true)).matches(end -> !end.exited() && !end.signaled() && !end.aborted(), "walltime");
        assertThat(end(-20, true)).matches(end -> !end.exited() && !end.signaled() && !end.aborted(), "node failed");
        assertThat(end(-2, true)).matches(JobEnd::aborted, "no home");
        assertThat(end(-18, true)).matches(JobEnd::aborted, "hook");
        assertThat(end(null, false)).matches(JobEnd::aborted, "deleted in the queue");
        assertThat(end(null, true)).matches(end -> !end.exited() && !end.aborted(), "not known");
    }

    @Test
    void nodesAreReadAsRecorded() throws Exception {
        List<NodeState> all = Nodes.of(
                Recordings.answer("04-pbsnodes.txt", "pbsnodes -a -F json").output());
        assertThat(all).extracting(NodeState::node).containsExactly("xen01", "xen02", "xen03");
        assertThat(all).allMatch(node -> node.up() && !node.drained());
        assertThat(Nodes.of(Recordings.answer("04-pbsnodes.txt", "pbsnodes -F json xen03")
                        .output()))
                .containsExactly(new NodeState("xen03", true, true, Optional.of("VMM maintenance, see ticket 7")));
    }

    /** OpenPBS 18 and 19 print a comment as it is. */
    @Test
    void aCommentWithQuotesCostsThatCommentAlone() throws Exception {
        String json =
                Recordings.answer("04-pbsnodes.txt", "pbsnodes -a -F json").output();
        String odd = json.replaceFirst(
                "(\"state\":\t\"free\",)",
                "$1\n\t\t\t\"comment\":\t\"HEALTH-CHECK: reboot \"broken scratch\"\n(Sep 04 SCHEDULED)\",");
        assertThat(odd).isNotEqualTo(json);
        assertThat(Nodes.of(odd)).isEqualTo(Nodes.of(json));
        String drained = json.replaceFirst(
                "\"state\":\t\"free\",", "\"state\":\t\"offline\",\n\t\t\t\"comment\":\t\"\"scratch\" is broken\",");
        assertThat(Nodes.of(drained).get(1)).isEqualTo(new NodeState("xen02", true, true, Optional.of("offline")));
        assertThat(Nodes.of("Welcome to {this} cluster\n" + json + "Bye.\n")).isEqualTo(Nodes.of(json));
    }

    @Test
    void aStaleVnodeIsNotUp() throws Exception {
        String json = "{\"pbs_version\": \"x\", \"nodes\": {\"n\": {\"state\": \"Stale\"}}}";
        assertThat(Nodes.of(json)).containsExactly(new NodeState("n", false, false, Optional.empty()));
    }

    @Test
    void aTaskOfAHeldArrayIsHeldWhateverItsLetter() throws Exception {
        String json =
                "{\"pbs_version\": \"x\", \"Jobs\": {\"12[1].s\": {\"Job_Name\": \"x\", \"job_state\": \"Q\", \"Hold_Types\": \"u\"},"
                        + " \"13.s\": {\"Job_Name\": \"x\", \"job_state\": \"Q\", \"Hold_Types\": \"n\"}}}";
        assertThat(PbsJson.jobs(json).jobs()).extracting(PbsJob::state).containsExactly('H', 'Q');
    }

    @Test
    void severalJobsAreReadFromThePlainForm() throws Exception {
        List<PbsJob> asJson = PbsJson.jobs(
                        Recordings.answer("03-qstat.txt", "qstat -f -F json 0").output())
                .jobs();
        for (String request : List.of("qstat -f 0 99999 1", "qstat -f")) {
            Listing plain =
                    PbsText.jobs(Recordings.answer("03-qstat.txt", request).output());
            assertThat(plain.complete()).isTrue();
            assertThat(plain.jobs().get(0)).as(request).isEqualTo(asJson.get(0));
        }
        assertThat(PbsText.jobs(Recordings.answer("03-qstat.txt", "qstat -fw").output()))
                .isEqualTo(PbsText.jobs(
                        Recordings.answer("03-qstat.txt", "qstat -f").output()));
    }

    @Test
    void aPlainRecordWithoutAnIdMakesTheAnswerIncomplete() throws Exception {
        String shown = Recordings.answer("03-qstat.txt", "qstat -fw").output();
        assertThat(PbsText.jobs(shown).complete()).isTrue();
        assertThat(PbsText.jobs(shown.replaceFirst("Job Id: ", "Job")).complete())
                .isFalse();
        int last = shown.lastIndexOf("Job Id: ");
        String headless = shown.substring(0, last) + "Job " + shown.substring(last + 8);
        assertThat(PbsText.jobs(headless).complete()).isFalse();
    }

    @Test
    void aHostOfSeveralVnodesIsOneNode() throws Exception {
        String json = "{\"pbs_version\": \"x\", \"nodes\": {"
                + "\"h[0]\": {\"state\": \"free\", \"resources_available\": {\"host\": \"h\"}},"
                + "\"h[1]\": {\"state\": \"offline,down\", \"comment\": \"vmpilot: dirty\", \"resources_available\": {\"host\": \"h\"}},"
                + "\"m\": {\"state\": \"maintenance\"}, \"u\": {\"state\": \"state-unknown\"}}}";
        assertThat(Nodes.of(json))
                .containsExactly(
                        new NodeState("h", false, true, Optional.of("vmpilot: dirty")),
                        new NodeState("m", true, true, Optional.of("maintenance")),
                        new NodeState("u", false, false, Optional.empty()));
    }

    @Test
    void anIdWithAnotherNameOrAnotherTimeOfSubmitIsAnother() {
        KnownJobs known = new KnownJobs();
        known.submitted("1.s", "mine");
        PbsJob mine = job("mine", "Mon");
        assertThat(known.isAnother(mine)).isFalse();
        assertThat(known.isAnother(job("other", "Mon"))).isTrue();
        known.seen(List.of(mine));
        known.seen(List.of(job("mine", "Tue")));
        assertThat(known.isAnother(job("mine", "Tue"))).isTrue();
        assertThat(known.isAnother(mine)).isFalse();
        assertThat(known.isAnother(PbsJob.unreadable("1.s", "", ""))).isFalse();
    }

    private static PbsJob job(String name, String created) {
        return new PbsJob(
                "1.s",
                name,
                "o",
                'R',
                "n",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true,
                false,
                false,
                created,
                "",
                Map.of());
    }
}
