package org.vmpilot.tests.xen;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract suite of the {@code Vmm} port, unchanged, on the real {@code xl}: it runs within dom0. */
@Tag("xen")
@ExtendWith(OnXen.class)
class ContractInDom0Test {
    /** A lower bound, so that a suite that found nothing to run is no success. */
    private static final int MARKED_SHORT = 6;

    private static final int ALL = 15;

    private final Dom0Java java;

    ContractInDom0Test(Lab lab) {
        java = new Dom0Java(lab, "node01");
    }

    @TestFactory
    Stream<DynamicTest> whatIsMarkedShort() {
        return results(MARKED_SHORT, "short");
    }

    @TestFactory
    @Tag("long")
    Stream<DynamicTest> theWholeSuite() {
        return results(ALL);
    }

    private Stream<DynamicTest> results(int least, String... arguments) {
        List<String> lines = java.run(ContractRun.class, arguments).lines().toList();
        assertThat(lines).hasSizeGreaterThanOrEqualTo(least);
        return lines.stream().map(line -> line.split(" ", 3)).map(ContractInDom0Test::test);
    }

    private static DynamicTest test(String... words) {
        String why = words.length < 3 ? "" : new String(Base64.getDecoder().decode(words[2]), StandardCharsets.UTF_8);
        return DynamicTest.dynamicTest(
                words[1], () -> assertThat(words[0]).as(why).isEqualTo("PASSED"));
    }
}
