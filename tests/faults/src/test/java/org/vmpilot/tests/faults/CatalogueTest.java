package org.vmpilot.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is drawn, and what stands beforehand. */
class CatalogueTest {
    private static final Map<Kind.Home, String> WORDS = Map.of(
            Kind.Home.CLEAN, "clean by itself, never barred",
            Kind.Home.UNKNOWN_FIRST, "unknown and barred; clean after the cause has gone",
            Kind.Home.DIRTY_FIRST, "dirty and barred; clean after the cause has gone");

    @Test
    void aCaseIsTheSameInEveryRowOfItsSeed() {
        List<String> few = texts(Catalogue.cases(7, 40));
        assertThat(texts(Catalogue.cases(7, 400)).subList(0, 40)).isEqualTo(few);
        assertThat(texts(Catalogue.cases(8, 40))).isNotEqualTo(few);
    }

    @Test
    void everyKindIsAmongWhatIsPlayedByDefault() {
        Set<Kind> drawn = Catalogue.cases(1, 270).stream()
                .map(Case::kind)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Kind.class)));
        assertThat(drawn).isEqualTo(EnumSet.allOf(Kind.class));
    }

    @Test
    void noTwoPlansSayTheSame() {
        assertThat(Catalogue.plans().stream().map(Plan::toString)).doesNotHaveDuplicates();
    }

    @Test
    void noSlotIsUsedTwice() {
        assertThat(Catalogue.cases(1, 3000).stream().map(Case::slot)).doesNotHaveDuplicates();
    }

    @Test
    void theTableOfTheDocsIsThisOne() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("vmpilot.root"), "docs/testing.md"));
        for (Kind kind : Kind.values()) {
            assertThat(page).contains("| `%s` | %s | %s |".formatted(kind, kind.sentence, WORDS.get(kind.home)));
        }
    }

    private static List<String> texts(List<Case> cases) {
        return cases.stream().map(Case::toString).toList();
    }
}
