package org.vmpilot.lrm.gridengine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vmpilot.lrm.LrmLimits;

/** From a real cell's configuration, and from what it says with one value changed. */
class CellLimitsTest {
    private final Map<String, String> queue = QconfText.values(Recorded.text("qconf-sq.txt"));
    private final Map<String, String> scheduler = QconfText.values(Recorded.text("qconf-ssconf.txt"));
    private final Map<String, String> global =
            QconfText.configurations(Recorded.text("qconf-sconf.txt")).get("global");
    private final Map<String, Map<String, String>> hosts = new LinkedHashMap<>();

    CellLimitsTest() {
        queue.put("load_thresholds", "np_load_avg=1.75,vmpilot_dirty=1");
        for (String host : new String[] {"n1", "n2", "n3"}) {
            hosts.put(host, new LinkedHashMap<>(global));
            hosts.get(host).put("execd_params", "ENABLE_ADDGRP_KILL=true INHERIT_ENV=false");
        }
    }

    private LrmLimits limits() {
        return new CellLimits("vmpilot.q", queue, hosts, global, scheduler, Duration.ofSeconds(60)).limits();
    }

    @Test
    void aCellAsTheRecipeWantsItNeedsNoRemark() {
        LrmLimits limits = limits();
        assertThat(limits.notice()).contains(Duration.ofSeconds(10));
        assertThat(limits.reaction()).contains(Duration.ofSeconds(1));
        assertThat(limits.prolog()).contains(false);
        assertThat(limits.epilog()).contains(false);
        assertThat(limits.remarks()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            rerun            | TRUE                                  | rerun TRUE
            terminate_method | SIGTERM                               | terminate_method
            suspend_method   | NONE,[n2=/site/suspend $job_pid]      | suspend_method
            starter_method   | /site/start                           | starter_method
            s_rt             | 01:00:00                              | USR1
            h_rt             | INFINITY,[n1=48:00:00]                | h_rt (INFINITY,[n1=48:00:00])
            qtype            | INTERACTIVE                           | not of type BATCH
            load_thresholds  | np_load_avg=1.75                      | vmpilot_dirty
            """)
    void whatEndangersANodesReturnInTheQueueIsSaid(String key, String value, String words) {
        queue.put(key, value);
        assertThat(limits().remarks()).singleElement().asString().contains("vmpilot.q", words);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            execd_params       | INHERIT_ENV=false NOTIFY_KILL=none | NOTIFY_KILL=none
            execd_params       | INHERIT_ENV=0,NOTIFY_KILL=INT      | neither USR2 nor TERM
            execd_params       | inherit_env=FALSE NOTIFY_SUSP=none | NOTIFY_SUSP
            execd_params       | none                               | INHERIT_ENV=false
            execd_params       | INHERIT_ENV=false ENABLE_ADDGRP_KILL=false | ENABLE_ADDGRP_KILL off
            reschedule_unknown | 00:10:00                           | reschedule_unknown
            """)
    void whatEndangersItOnOneHostIsSaidWithTheHost(String key, String value, String words) {
        hosts.get("n2").put(key, value);
        assertThat(limits().remarks())
                .singleElement()
                .asString()
                .startsWith("Each of 1 hosts (n2) ")
                .contains(words);
    }

    @ParameterizedTest
    @CsvSource({"NOTIFY_KILL=TERM", "NOTIFY_KILL=SIGUSR2", "NOTIFY_SUSP=USR1"})
    void signalsThatAPilotUnderstandsAreNoRemark(String parameter) {
        hosts.get("n1").put("execd_params", "INHERIT_ENV=false " + parameter);
        assertThat(limits().remarks()).isEmpty();
    }

    @Test
    void theShortestNoticeOfAllHostsCounts() {
        queue.put("notify", "00:01:00,[n2=00:00:20],[@slow=00:02:00]");
        assertThat(limits().notice()).contains(Duration.ofSeconds(20));
        hosts.get("n3").put("execd_params", "INHERIT_ENV=false NOTIFY_KILL=none");
        assertThat(limits().notice()).contains(Duration.ZERO);
    }

    @Test
    void aSchedulerThatDoesNotLookAtASubmitIsAsSlowAsItsInterval() {
        scheduler.put("flush_submit_sec", "0");
        scheduler.put("schedule_interval", "0:0:15");
        LrmLimits limits = limits();
        assertThat(limits.reaction()).contains(Duration.ofSeconds(15));
        assertThat(limits.remarks()).singleElement().asString().contains("flush_submit_sec", "0:0:15");
    }

    @ParameterizedTest
    @CsvSource({"accounting=false reporting=false,accounting=false", "accounting=true flush_time=00:01:00,flush_time"})
    void anAccountingInWhichALostJobIsNotFoundIsSaid(String parameters, String words) {
        global.put("reporting_params", parameters);
        assertThat(limits().remarks()).singleElement().asString().contains(words);
    }

    @Test
    void anEpilogThatNotEveryHostHasIsNone() {
        hosts.get("n1").put("epilog", "root@/opt/vmpilot/node/epilog");
        LrmLimits some = limits();
        assertThat(some.epilog()).contains(false);
        assertThat(some.remarks()).singleElement().asString().contains("epilog", "n2, n3");

        hosts.values().forEach(host -> host.put("epilog", "root@/opt/vmpilot/node/epilog"));
        assertThat(limits().epilog()).contains(true);
        assertThat(limits().remarks()).isEmpty();
    }

    @Test
    void theQueuesOwnPrologCounts() {
        queue.put("prolog", "root@/opt/vmpilot/node/prolog");
        assertThat(limits().prolog()).contains(true);
        queue.put("prolog", "root@/opt/vmpilot/node/prolog,[n2=NONE]");
        assertThat(limits().prolog()).contains(false);
    }

    @Test
    void withoutAQueueOnlyWhatEveryHostHasIsTold() {
        LrmLimits limits = new CellLimits("", Map.of(), hosts, global, scheduler, Duration.ofSeconds(60)).limits();
        assertThat(limits.notice()).isEmpty();
        assertThat(limits.epilog()).isEmpty();
        assertThat(limits.remarks()).singleElement().asString().contains("default_queue");
    }
}
