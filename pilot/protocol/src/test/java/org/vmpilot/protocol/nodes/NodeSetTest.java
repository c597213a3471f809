package org.vmpilot.protocol.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeSetTest {
    private static final Map<String, String> GROUPS =
            Map.of("rack3", "node[1-2]", "all", "@rack3,gpu1", "loop", "@pool", "pool", "@loop");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "node[01-16,20]   | node[01-16,20]",
                "node3,node1 node2 | node[1-3]",
                "node9,node09,node10 | node[09-10,9]",
                "n[8-11],n[08-11] | n[08-11,8-9]",
                "node[098-101]    | node[098-101]",
                "node[1-1]        | node1",
                "rack[1-2]node[01-03] | rack[1-2]node[01-03]",
                "rack1node1,rack2node2 | rack1node1,rack2node2",
                "a.b-c_1,10.0.0.1,10.0.0.2 | 10.0.0.[1-2],a.b-c_1",
                "login            | login",
                "node[1-3,2]      | node[1-3]",
                "node[ 1 , 3 ]    | node[1,3]",
                "node[0-9]        | node[0-9]",
            })
    void namesAreFolded(String in, String out) throws NodeSetException {
        assertThat(NodeSet.parse(in)).hasToString(out);
    }

    @Test
    void aPaddedRangeGivesNamesOfThatManyDigits() throws NodeSetException {
        assertThat(NodeSet.parse("n[08-10]").names()).containsExactly("n08", "n09", "n10");
        assertThat(NodeSet.parse("n[8-10]").names()).containsExactly("n8", "n9", "n10");
    }

    @Test
    void groupsMayNameGroups() throws NodeSetException {
        assertThat(NodeSet.parse("@all,x", GROUPS::get).names()).containsExactly("gpu1", "node1", "node2", "x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "node[1-      | brackets do not match",
                "node1]       | brackets do not match",
                "node[[1]]    | brackets do not match",
                "node[]       | must be numbers and ranges",
                "node[a-b]    | must be numbers and ranges",
                "node[1-2-3]  | must be numbers and ranges",
                "node[3-1]    | ends before it begins",
                "node[1-016]  | same number of digits",
                "node[001-16] | same number of digits",
                "node[1-99999999999999999999] | more than 100000 names",
                "a[1-1000]b[1-1000] | more than 100000 names",
                "node1,,node2 | a name is missing",
                "node1,       | a name is missing",
                "-oProxyCommand=x | not a node's name",
                "nöde1        | not a node's name",
                "a/../b       | not a node's name",
                "@nosuch      | no such group: @nosuch",
                "@loop        | contains itself",
            })
    void whatIsNoNodeSetIsRefusedWithAReason(String text, String words) {
        assertThatThrownBy(() -> NodeSet.parse(text, GROUPS::get))
                .isInstanceOf(NodeSetException.class)
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void nothingIsTheEmptySet(String text) throws NodeSetException {
        assertThat(NodeSet.parse(text).isEmpty()).isTrue();
        assertThat(NodeSet.parse(text)).hasToString("");
    }

    @Test
    void aSetNeverNamesANodeThatWasNotThere() {
        assertThat(NodeSet.of(List.of("a1b1", "a1b2", "a2b1"))).hasToString("a1b[1-2],a2b1");
    }

    @RepeatedTest(300)
    void whatIsFoldedReadsAsTheSameSet(RepetitionInfo repetition) throws NodeSetException {
        Random random = new Random(repetition.getCurrentRepetition());
        Set<String> names = new TreeSet<>();
        int count = 1 + random.nextInt(60);
        for (int i = 0; i < count; i++) {
            names.add(name(random));
        }
        String folded = NodeSet.of(names).toString();
        assertThat(new TreeSet<>(NodeSet.parse(folded).names())).isEqualTo(names);
        assertThat(NodeSet.parse(folded)).hasToString(folded);
    }

    @RepeatedTest(100)
    void theOrderOfTheNamesDoesNotMatter(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            names.add(name(random));
        }
        String folded = NodeSet.of(names).toString();
        Collections.shuffle(names, random);
        assertThat(NodeSet.of(names)).hasToString(folded);
    }

    private static String name(Random random) {
        StringBuilder name = new StringBuilder();
        int parts = 1 + random.nextInt(3);
        for (int i = 0; i < parts; i++) {
            name.append(List.of("a", "b-", "n.", "_x").get(random.nextInt(i == 0 ? 3 : 4)));
            if (random.nextInt(4) > 0) {
                String form = "%0" + (1 + random.nextInt(3)) + "d";
                name.append(String.format(form, random.nextInt(random.nextBoolean() ? 15 : 120)));
            }
        }
        return name.toString();
    }
}
