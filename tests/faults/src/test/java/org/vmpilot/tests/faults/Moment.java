package org.vmpilot.tests.faults;

import java.util.regex.Pattern;

/** When a blow falls: each is seen from outside, in a file of the node or by the coordinator's stand-in. */
sealed interface Moment {
    boolean isCome(Ground ground, String slot, Desk desk);

    /** The launcher has begun. */
    record Begun() implements Moment {
        @Override
        public boolean isCome(Ground ground, String slot, Desk desk) {
            return ground.exists("/run/vmpilot/locks/" + slot + ".run");
        }

        @Override
        public String toString() {
            return "when vmpilot-node begins";
        }
    }

    /** The claim has come and is not answered yet. */
    record Claimed() implements Moment {
        @Override
        public boolean isCome(Ground ground, String slot, Desk desk) {
            return desk.isClaimed();
        }

        @Override
        public String toString() {
            return "at the claim";
        }
    }

    /** The journal says so. */
    record Noted(String event) implements Moment {
        @Override
        public boolean isCome(Ground ground, String slot, Desk desk) {
            return ground.read("/run/vmpilot/slots/" + slot + "/journal").contains(" " + event);
        }

        @Override
        public String toString() {
            return "at " + event;
        }
    }

    /** Every guest has been seen up by the agent. */
    record AllUp() implements Moment {
        @Override
        public boolean isCome(Ground ground, String slot, Desk desk) {
            String journal = ground.read("/run/vmpilot/slots/" + slot + "/journal");
            return journal.split(" UP ", -1).length > desk.guests();
        }

        @Override
        public String toString() {
            return "with all guests up";
        }
    }

    /** The nth call of this xl command has begun. */
    record Called(String verb, int nth) implements Moment {
        @Override
        public boolean isCome(Ground ground, String slot, Desk desk) {
            Pattern call = Pattern.compile("\"argv\": ?\\[\"" + verb + "\"");
            return ground.calls().stream()
                            .filter(line -> call.matcher(line).find())
                            .count()
                    >= nth;
        }

        @Override
        public String toString() {
            return "in xl " + verb + " number " + nth;
        }
    }

    /** The reaper has closed the slot. */
    record Closing() implements Moment {
        @Override
        public boolean isCome(Ground ground, String slot, Desk desk) {
            return ground.exists("/run/vmpilot/slots/" + slot + "/closing");
        }

        @Override
        public String toString() {
            return "at the reaper's closing";
        }
    }

    /** The reaper has written the certificate. */
    record Certified() implements Moment {
        @Override
        public boolean isCome(Ground ground, String slot, Desk desk) {
            return ground.exists("/var/lib/vmpilot/certificates/" + slot + ".json");
        }

        @Override
        public String toString() {
            return "at the certificate";
        }
    }
}
