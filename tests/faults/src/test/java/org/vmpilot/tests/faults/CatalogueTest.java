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
    void ofGangsTooEveryKindIsPlayedByDefaultOnEitherNode() {
        List<Case> gangs = Catalogue.cases(1, 45).stream()
                .filter(each -> each.company() != Company.ALONE)
                .toList();
        assertThat(gangs).hasSize(15);
        assertThat(gangs).extracting(Case::company).contains(Company.GANG, Company.GANG_THAT_GOES_ON);
        assertThat(gangs).extracting(Case::index).contains(1, 2);
        assertThat(gangs)
                .extracting(Case::kind)
                .contains(
                        Kind.NOTHING,
                        Kind.KILL_ONE,
                        Kind.KILL_TWO,
                        Kind.KILL_ALL,
                        Kind.STOP_ONE,
                        Kind.TERMS,
                        Kind.POWER_OFF,
                        Kind.NODE_LOST,
                        Kind.LRM,
                        Kind.REAPERS);
    }

    @Test
    void aSiblingIsOfTheSameLeaseAndNothingHappensToIt() {
        Case gang = Catalogue.cases(1, 3).get(2);
        Case sibling = gang.sibling();
        assertThat(sibling.lease()).isEqualTo(gang.lease());
        assertThat(sibling.index() + gang.index()).isEqualTo(3);
        assertThat(sibling.kind()).isEqualTo(Kind.NOTHING);
        assertThat(sibling.ending()).isEqualTo(gang.ending());
    }

    @Test
    void noTwoPlansSayTheSame() {
        assertThat(Catalogue.plansOfGangs().stream().map(Plan::toString)).doesNotHaveDuplicates();
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
