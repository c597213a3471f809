package org.vmpilot.tests.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.vmpilot.protocol.GuestUuid;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.tests.node.Patience;
import org.vmpilot.tests.node.Slot;

/** A slot that was here before this one; its guest lives on when the next one begins. */
final class OldSlot {
    private static final String KEY = "voldslota1.1";

    private OldSlot() {}

    private static void leaveAGuest(Stage stage) {
        Slot old = new Slot(stage.ground.node, KEY).record(1);
        old.create(0).result().mustSucceed();
    }

    /** Its reaper stands still just before it destroys. */
    static void leaveItsReaperStopped(Stage stage) {
        leaveAGuest(stage);
        stage.ground.forgetCalls();
        stage.start("/opt/vmpilot/node/vmpilot-reap", "--slot", KEY);
        stage.await("its destroy", new Moment.Called("destroy", 1));
        stage.stop(Role.REAPER);
    }

    static void letItsReaperGoOn(Stage stage) {
        stage.resumeAll();
        stage.awaitOthers();
        guestsAreUntouched(stage);
    }

    static void epilogComesLate(Stage stage) {
        leaveAGuest(stage);
        stage.sh("VMPILOT_LRM_JOB=4711 /opt/vmpilot/node/epilog");
        guestsAreUntouched(stage);
    }

    /** The new slot's guests live, the old one's is gone. */
    private static void guestsAreUntouched(Stage stage) {
        JsonNode domains = stage.ground.truth().get("domains");
        List<String> uuids = domains.findValuesAsText("uuid");
        for (int guest = 0; guest < stage.played.guests(); guest++) {
            if (!uuids.contains(GuestUuid.of(SlotKey.parse(stage.slot()), guest))) {
                throw new AssertionError("the old slot's reaper ended a guest of the new one: " + domains);
            }
        }
        if (uuids.contains(GuestUuid.of(SlotKey.parse(KEY), 0))) {
            throw new AssertionError("the old slot's guest lives: " + domains);
        }
        Patience.await("nothing of the old slot is left")
                .until(() -> !stage.ground.exists("/run/vmpilot/slots/" + KEY));
    }
}
