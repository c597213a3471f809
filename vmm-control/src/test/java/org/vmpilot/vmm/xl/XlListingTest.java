package org.vmpilot.vmm.xl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmpilot.vmm.Domain;
import org.vmpilot.vmm.DomainState;
import org.vmpilot.vmm.VmmException;

class XlListingTest {
    private static final String HEADER =
            "Name                                        ID   Mem VCPUs\tState\tTime(s)   UUID                            Reason-Code\tSecurity Label\n";
    private static final String DOM0 =
            "Domain-0                                     0  1024     2     r-----      52.6 00000000-0000-0000-0000-000000000000        -                -\n";
    private static final String UUID = "766d7074-0000-4000-8000-000000006dcc";

    @Test
    void readsWhatARealXlPrinted() throws Exception {
        List<Domain> domains = XlListing.parse(recorded("028-list-v.stdout"));

        assertThat(domains)
                .containsExactly(
                        new Domain(
                                0,
                                Optional.of("Domain-0"),
                                "00000000-0000-0000-0000-000000000000",
                                1024,
                                2,
                                DomainState.ALIVE),
                        new Domain(
                                1,
                                Optional.of("nice"),
                                "55a846f0-2cc7-4516-b719-84ad277decd7",
                                128,
                                1,
                                DomainState.ALIVE));
    }

    @Test
    void aCrashedDomainThatIsKeptIsCrashed() throws Exception {
        assertThat(XlListing.parse(recorded("118b-list-v.stdout")).get(1).state())
                .isEqualTo(DomainState.CRASHED);
    }

    @ParameterizedTest
    @CsvSource({
        "r-----, ALIVE",
        "-b----, ALIVE",
        "------, ALIVE",
        "--p---, PAUSED",
        "---s--, ENDED",
        "---sc-, CRASHED",
        "--ps--, DYING",
        "-----d, DYING",
        "--psc-, DYING",
        "---sr-, REBOOTING",
        "--psr-, REBOOTING",
        "---sS-, REBOOTING",
        "---ss-, PAUSED",
        "--pss-, PAUSED",
        "---sw-, ENDED",
        "---srd, DYING",
        "---s?-, UNKNOWN",
        "---sx-, UNKNOWN",
        "x-----, UNKNOWN",
        "----c-, UNKNOWN",
        "r------, UNKNOWN"
    })
    void theLettersSayTheState(String letters, DomainState state) throws Exception {
        assertThat(guest("guest", letters).state()).isEqualTo(state);
    }

    @Test
    void aHalfMadeDomainHasAUuidAndNoName() throws Exception {
        Domain domain = XlListing.parse(HEADER + DOM0
                        + "(null)                                       1     0     0     --p---       0.0 " + UUID
                        + "        -                -\n")
                .get(1);

        assertThat(domain.name()).isEmpty();
        assertThat(domain.uuid()).isEqualTo(UUID);
    }

    @Test
    void aNameMayHoldBlanksAndEvenAWholeLine() throws Exception {
        String name = "x 7 128 1 r----- 1.0 11111111-2222-3333-4444-555555555555 - -";

        Domain domain = guest(name, "-b----");

        assertThat(domain.name()).contains(name);
        assertThat(domain.uuid()).isEqualTo(UUID);
        assertThat(domain.id()).isEqualTo(5);
    }

    /** A guest's root may call for a shutdown with any number; xl prints it in hexadecimal. */
    @ParameterizedTest
    @ValueSource(strings = {"2a -", "ff system_u:system_r:domU_t", "? -", "1", "", "- a label of words"})
    void whatFollowsTheUuidConcernsNobody(String rest) throws Exception {
        String stranger = "stranger 4 64 1 ---s?- 1.0 11111111-2222-3333-4444-555555555555 " + rest;
        String ours = "guest 5 64 1 -b---- 1.0 " + UUID + " - -";

        List<Domain> domains = XlListing.parse(HEADER + DOM0 + stranger + '\n' + ours + '\n');

        assertThat(domains)
                .extracting(Domain::state)
                .containsExactly(DomainState.ALIVE, DomainState.UNKNOWN, DomainState.ALIVE);
    }

    /** What a mixed line break leaves of a foreign name is that name; the domains around it are read. */
    @Test
    void aNameMayHoldLineBreaks() throws Exception {
        String ours = "guest 5 64 1 -b---- 1.0 " + UUID + " - -\n";

        List<Domain> domains = XlListing.parse(HEADER + DOM0
                + "odd\n9 lives\nname 4 64 1 r----- 1.0 11111111-2222-3333-4444-555555555555 - -\n" + ours);

        assertThat(domains).extracting(Domain::id).containsExactly(0, 4, 5);
        assertThat(domains.get(1).name()).contains("odd\n9 lives\nname");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "cannot init xl context\n",
                HEADER,
                HEADER + DOM0 + "(null)   1  0  0  --p---  0.0\n",
                HEADER + DOM0 + "nice 1 128 1 -b---- 8.7 55a846f0-2cc7-4516-b719\n",
                HEADER + DOM0 + "nice 1 128 1 -b---- 8.7 55a846f0-2cc7-4516-b719-84ad277decd7 - -",
                HEADER + DOM0 + "garbage\n",
                HEADER + DOM0 + "nice 1 128 1 -b---- 8.7 55a846f0-2cc7\n" + "next 2 64 1 -b---- 1.0 " + UUID + " - -\n",
                HEADER + DOM0 + "nice 1 128 1 -b---- 8.7\n" + "next 2 64 1 -b---- 1.0 " + UUID + " - -\n",
                HEADER + DOM0 + "\n" + DOM0,
                HEADER + DOM0 + DOM0,
                "Name ID Mem VCPUs State Time(s)\nDomain-0 0 1024 2 r----- 52.6\n"
            })
    void whatIsNotUnderstoodToItsEndIsUnknownAndNeverEmpty(String text) {
        assertThatThrownBy(() -> XlListing.parse(text))
                .isInstanceOfSatisfying(
                        VmmException.class, e -> assertThat(e.kind()).isEqualTo(VmmException.Kind.UNKNOWN));
    }

    @Test
    void everyShorterOutputIsUnknownOrEndsWithAWholeLine() throws IOException {
        String text = recorded("341-list-v.stdout");
        for (int length = 0; length < text.length(); length++) {
            String cut = text.substring(0, length);
            if (!cut.endsWith("\n") || cut.equals(HEADER)) {
                assertThatThrownBy(() -> XlListing.parse(cut)).isInstanceOf(VmmException.class);
            }
        }
    }

    private static Domain guest(String name, String letters) throws VmmException {
        String line = name + "   5   128     1     " + letters + "       8.7 " + UUID + "        -                -\n";
        return XlListing.parse(HEADER + DOM0 + line).get(1);
    }

    private static String recorded(String name) throws IOException {
        try (InputStream in = XlListingTest.class.getResourceAsStream("/xl/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
