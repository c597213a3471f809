package org.vmpilot.tests.faults;

import java.util.ArrayList;
import java.util.List;

/** What the world around a slot does so that it comes to its moment, and to its end: GO, and then the end that the case has. */
final class Course {
    private final Stage stage;
    private final List<Stage> all = new ArrayList<>();
    private boolean ended;

    /** @param siblings the other slots of its lease: what the coordinator says to one it says to all */
    Course(Stage stage, List<Stage> siblings) {
        this.stage = stage;
        all.add(stage);
        all.addAll(siblings);
    }

    /** GO when the slot is ready, unless that is the moment; its end when all guests are up, unless that is. */
    void toTheMoment() {
        Moment moment = stage.played.plan().moment;
        if (journal().contains(" READY")
                && !(moment instanceof Moment.Noted noted && noted.event().equals("READY"))) {
            giveGo();
        }
        Moment allUp = new Moment.AllUp();
        if (!moment.equals(allUp) && all.stream().allMatch(each -> allUp.isCome(each.ground, each.slot(), each.desk))) {
            end();
        }
    }

    /** Whatever the slot still waits for. */
    void toTheEnd() {
        giveGo();
        if (journal().contains(" CREATE ") || !stage.isRecorded()) {
            end();
        }
    }

    /** What the coordinator says to them does not wait until a blow is over, however long that takes: their assembly allowance runs. */
    void letSiblingsGo() {
        all.subList(1, all.size()).forEach(each -> each.desk.giveGo());
    }

    private void giveGo() {
        all.forEach(each -> each.desk.giveGo());
    }

    private String journal() {
        return stage.ground.read("/run/vmpilot/slots/" + stage.slot() + "/journal");
    }

    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        switch (stage.played.ending()) {
            case WORD -> all.forEach(each -> each.desk.endLease());
            case CANCELLED -> stage.cancel();
            case LEASE, WALLTIME -> {}
        }
    }
}
