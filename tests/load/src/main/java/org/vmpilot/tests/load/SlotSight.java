package org.vmpilot.tests.load;

import java.util.Optional;
import org.vmpilot.protocol.Notice;

/**
 * What the pilot that was granted a slot has seen.
 *
 * @param go whether it was told GO
 * @param readyAtGo how many slots of its attempt had said READY when it was told
 * @param up whether its guests were reported and the coordinator has said that it knows
 * @param notice by which it left
 * @param certified whether the coordinator has said that it has the certificate
 */
public record SlotSight(
        String node, String job, boolean go, int readyAtGo, boolean up, Optional<Notice> notice, boolean certified) {
    static SlotSight granted(String node, String job) {
        return new SlotSight(node, job, false, 0, false, Optional.empty(), false);
    }

    SlotSight go(int ready) {
        return new SlotSight(node, job, true, ready, up, notice, certified);
    }

    SlotSight withGuestsUp() {
        return new SlotSight(node, job, go, readyAtGo, true, notice, certified);
    }

    SlotSight ending(Notice why) {
        return new SlotSight(node, job, go, readyAtGo, up, Optional.of(why), certified);
    }

    SlotSight withCertificate() {
        return new SlotSight(node, job, go, readyAtGo, up, notice, true);
    }
}
