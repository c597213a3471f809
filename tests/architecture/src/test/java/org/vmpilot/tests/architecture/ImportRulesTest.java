package org.vmpilot.tests.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Who may import whom: the arrows of docs/architecture.md. */
@AnalyzeClasses(packages = "org.vmpilot", importOptions = ImportOption.DoNotIncludeTests.class)
class ImportRulesTest {
    private static final String[] PARTS = {
        "protocol", "host", "guard", "vmm", "lrm", "agent", "coordinator", "client", "cli", "killall"
    };

    @ArchTest
    static final ArchRule PROTOCOL_IS_A_LEAF = mayUse("protocol");

    @ArchTest
    static final ArchRule HOST_IS_A_LEAF = mayUse("host");

    @ArchTest
    static final ArchRule GUARD = mayUse("guard", "protocol", "host");

    @ArchTest
    static final ArchRule VMM = mayUse("vmm", "host");

    @ArchTest
    static final ArchRule LRM = mayUse("lrm", "host");

    @ArchTest
    static final ArchRule AGENT = mayUse("agent", "protocol", "host", "guard", "vmm");

    @ArchTest
    static final ArchRule AGENT_HAS_NO_CIRCLE =
            slices().matching("org.vmpilot.agent.(*)..").should().beFreeOfCycles();

    /** The machine is pure: values of the protocol, the guard and the VMM, and nothing that acts. */
    @ArchTest
    static final ArchRule AGENT_MACHINE = classes()
            .that()
            .resideInAPackage("org.vmpilot.agent.machine..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "org.vmpilot.agent.machine..",
                    "org.vmpilot.protocol",
                    "org.vmpilot.guard",
                    "org.vmpilot.vmm",
                    "java.lang",
                    "java.lang.invoke",
                    "java.lang.runtime",
                    "java.time",
                    "java.util",
                    "java.util.function");

    @ArchTest
    static final ArchRule AGENT_LOOP = roomOfAgent("loop", "machine");

    @ArchTest
    static final ArchRule AGENT_NODE = roomOfAgent("node", "loop", "machine");

    @ArchTest
    static final ArchRule AGENT_CONVERSATION = roomOfAgent("conversation", "loop", "machine");

    @ArchTest
    static final ArchRule ONLY_THE_AGENTS_NODE_TOUCHES_GUESTS = noClasses()
            .that()
            .resideInAnyPackage("org.vmpilot.agent.loop..", "org.vmpilot.agent.conversation..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.vmpilot.vmm..");

    @ArchTest
    static final ArchRule COORDINATOR = mayUse("coordinator", "protocol", "host", "lrm");

    @ArchTest
    static final ArchRule KILLALL = mayUse("killall", "protocol", "host", "lrm");

    @ArchTest
    static final ArchRule ONLY_KILLALL_SEES_JSCH = onlySees("killall", "com.jcraft.jsch..");

    @ArchTest
    static final ArchRule CLIENT = mayUse("client", "protocol");

    @ArchTest
    static final ArchRule CLI = mayUse("cli", "protocol", "client");

    @ArchTest
    static final ArchRule ONLY_LRM_SEES_DRMAA = onlySees("lrm", "org.ggf.drmaa..");

    /** A native library lives in a worker process, and JNA with it. */
    @ArchTest
    static final ArchRule ONLY_THE_C_SESSION_SEES_JNA = onlySees("lrm.jna", "com.sun.jna..");

    @ArchTest
    static final ArchRule ONLY_HOST_SEES_COMMONS_EXEC = onlySees("host", "org.apache.commons.exec..");

    @ArchTest
    static final ArchRule ONLY_HOST_STARTS_PROCESSES = noClasses()
            .that()
            .resideOutsideOfPackage("org.vmpilot.host..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName(ProcessBuilder.class.getName());

    @ArchTest
    static final ArchRule ONLY_COORDINATOR_SEES_STORE_AND_TIMERS =
            onlySees("coordinator", "org.quartz..", "java.sql..", "org.jdbi..", "org.flywaydb..", "org.sqlite..");

    /** The web server does not leave its room: what is served is told in this house's own words. */
    @ArchTest
    static final ArchRule ONLY_THE_ROOM_HTTP_SEES_JETTY = onlySees("coordinator.http", "org.eclipse.jetty..");

    @ArchTest
    static final ArchRule ONLY_THE_ROOM_METRICS_SEES_PROMETHEUS =
            onlySees("coordinator.metrics", "io.prometheus.metrics..");

    /** The agent's start is the product's latency: nothing that costs class loading stands on its path. */
    @ArchTest
    static final ArchRule AGENT_STARTS_LIGHT = noClasses()
            .that()
            .resideInAnyPackage(
                    "org.vmpilot.agent..", "org.vmpilot.guard..", "org.vmpilot.vmm..", "org.vmpilot.protocol..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "com.fasterxml..",
                    "org.apache.logging..",
                    "java.net.http..",
                    "com.google.common..",
                    "org.quartz..",
                    "java.sql..");

    @ArchTest
    static final ArchRule TIME_COMES_FROM_HOST = noClasses()
            .that()
            .resideOutsideOfPackage("org.vmpilot.host..")
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", java.time.Duration.class)
            .orShould()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule NAMES_SAY_WHAT_A_CLASS_IS = noClasses()
            .should()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Impl");

    @ArchTest
    static final ArchRule EXCEPTIONS_SAY_THAT_THEY_ARE = classes()
            .that()
            .areAssignableTo(Exception.class)
            .should()
            .haveSimpleNameEndingWith("Exception")
            .orShould()
            .haveSimpleNameEndingWith("Refused");

    /** The coordinator's rooms: each has its own door, and no way leads round in a circle. */
    @ArchTest
    static final ArchRule ROOMS_HAVE_NO_CIRCLE =
            slices().matching("org.vmpilot.coordinator.(*)..").should().beFreeOfCycles();

    /** What joins the rooms knows them all; none of them knows it. */
    @ArchTest
    static final ArchRule NOBODY_SEES_THE_COMPOSITION_ROOT = noClasses()
            .that()
            .resideInAPackage("org.vmpilot.coordinator.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.vmpilot.coordinator");

    @ArchTest
    static final ArchRule LEASES_ARE_PURE = room("lease");

    @ArchTest
    static final ArchRule THE_STORE_KNOWS_VALUES_ONLY = room("store", "lease");

    @ArchTest
    static final ArchRule THE_LOOP_KNOWS_NO_ROOM_THAT_LIVES_BY_IT = room("loop", "lease", "store", "config");

    @ArchTest
    static final ArchRule JOBS = room("jobs", "loop", "lease", "store");

    @ArchTest
    static final ArchRule NODES = room("nodes", "loop", "lease", "store", "alarms");

    @ArchTest
    static final ArchRule AGENTS = room("agents", "loop", "lease", "store", "config", "jobs", "nodes", "http");

    @ArchTest
    static final ArchRule OFFERS = room("offers", "loop", "lease", "store", "config", "nodes");

    @ArchTest
    static final ArchRule ACCESS = room("access", "loop", "lease", "store", "config");

    @ArchTest
    static final ArchRule METRICS = room("metrics", "loop", "lease", "store", "jobs", "nodes", "alarms");

    @ArchTest
    static final ArchRule HTTP_KNOWS_NOTHING_OF_WHAT_IT_SERVES = room("http");

    @ArchTest
    static final ArchRule THE_API_SEES_THE_SERVICE_ONLY =
            room("api", "service", "access", "request", "document", "config", "http");

    private static ArchRule room(String room, String... others) {
        List<String> allowed = new ArrayList<>(Arrays.asList(others));
        allowed.add(room);
        return noClasses()
                .that()
                .resideInAPackage("org.vmpilot.coordinator." + room + "..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.vmpilot.coordinator..")
                        .and(not(resideInAnyPackage(allowed.stream()
                                .map(other -> "org.vmpilot.coordinator." + other + "..")
                                .toArray(String[]::new)))));
    }

    private static ArchRule mayUse(String part, String... others) {
        List<String> allowed = new ArrayList<>(Arrays.asList(others));
        allowed.add(part);
        String[] forbidden = Arrays.stream(PARTS)
                .filter(other -> !allowed.contains(other))
                .map(other -> "org.vmpilot." + other + "..")
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage("org.vmpilot." + part + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden);
    }

    /** A room of the agent sees itself and those that are named, and never the root that puts them together. */
    private static ArchRule roomOfAgent(String room, String... others) {
        List<String> allowed = new ArrayList<>(Arrays.asList(others));
        allowed.add(room);
        String[] seen =
                allowed.stream().map(name -> "org.vmpilot.agent." + name + "..").toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage("org.vmpilot.agent." + room + "..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.vmpilot.agent..").and(not(resideInAnyPackage(seen))));
    }

    private static ArchRule onlySees(String part, String... packages) {
        return noClasses()
                .that()
                .resideOutsideOfPackage("org.vmpilot." + part + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages);
    }
}
