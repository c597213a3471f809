package org.vmpilot.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vmpilot.protocol.SlotKey;

class SlotRecordTest {
    private static final SlotRecord RECORD = record("12.server");

    @Test
    void isWrittenAsTheScriptsReadIt() {
        assertThat(RECORD.toText()).isEqualTo("""
                        SLOT=vabcdefga1.2
                        NODE=node01
                        JOB=12.server
                        HOOK_JOB=4711
                        LRM=pbs
                        LEASE=vabcdefg
                        BOOT_ID=5e5b5e9b-6a8a
                        NONCE=00ff
                        CREATED_MS=120
                        STARTED_MS=100
                        DEADLINE_MS=0
                        MEMORY_MIB=136
                        GUESTS=1
                        ENDING_MS=30000
                        GUEST_0_UUID=766d7074-0000
                        GUEST_0_NAME=vabcdefga1.2.head-0
                        GUEST_0_MEMORY_MIB=128
                        """);
    }

    @Test
    void isReadAsItWasWritten() {
        assertThat(SlotRecord.parse(RECORD.withDeadline(9000).toText())).isEqualTo(RECORD.withDeadline(9000));
    }

    @Test
    void aValueThatAShellMightMistakeIsNotWritten() {
        for (String job : List.of("1 2", "1\nSLOT=x", "$(x)", "`x`", "a\"b", "1[2]", "ü")) {
            assertThatThrownBy(() -> record(job).toText())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("JOB");
        }
    }

    @Test
    void whatIsMissingOrTwiceIsNamed() {
        String text = RECORD.toText();

        assertThatThrownBy(() -> SlotRecord.parse(text.replace("LEASE=", ""))).hasMessageContaining("line 6");
        assertThatThrownBy(() -> SlotRecord.parse(text + "NODE=node02\n")).hasMessageContaining("NODE=node02");
        assertThatThrownBy(() -> SlotRecord.parse(text.replace("GUEST_0_UUID", "GUEST_1_UUID")))
                .hasMessageContaining("GUEST_0_UUID is missing");
        assertThatThrownBy(() -> SlotRecord.parse(text.replace("=136", "=much")))
                .hasMessageContaining("MEMORY_MIB");
    }

    @Test
    void oneOfAnEarlierReleaseIsReadToo() {
        String earlier = RECORD.toText().replace("HOOK_JOB=4711\n", "");

        assertThat(SlotRecord.parse(earlier).hookJob()).isEqualTo(RECORD.job());
    }

    private static SlotRecord record(String job) {
        return new SlotRecord(
                SlotKey.parse("vabcdefga1.2"),
                "node01",
                job,
                "4711",
                LrmName.PBS,
                "5e5b5e9b-6a8a",
                "00ff",
                120,
                100,
                0,
                136,
                30_000,
                List.of(new SlotRecord.GuestLine("766d7074-0000", "vabcdefga1.2.head-0", 128)));
    }
}
