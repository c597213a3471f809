package org.vmpilot.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.vmpilot.lrm.contract.LrmContract;

/** docs/lrm-contract.md lists the suite's clauses, all of them and no others. */
class LrmContractPageTest {
    private static final Path PAGE = Path.of(System.getProperty("vmpilot.root"), "docs", "lrm-contract.md");
    private static final Pattern CLAUSE = Pattern.compile("(?m)^\\| `(\\w+)` \\|(.*)\\|$");

    @Test
    void theClausesAreThoseOfTheSuite() throws Exception {
        List<String> clauses = Arrays.stream(LrmContract.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(method -> method.getName())
                .toList();
        assertThat(rows().map(row -> row.group(1)).toList()).containsExactlyInAnyOrderElementsOf(clauses);
    }

    @Test
    void everyAdapterAnswersToEveryClause() throws Exception {
        assertThat(rows().map(row -> row.group(2)).toList())
                .allSatisfy(row -> assertThat(row.split("\\|", -1)).hasSize(4).noneMatch(String::isBlank));
    }

    private static Stream<MatchResult> rows() throws Exception {
        return CLAUSE.matcher(Files.readString(PAGE)).results();
    }
}
