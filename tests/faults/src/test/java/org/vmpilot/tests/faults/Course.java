package org.vmpilot.tests.faults;

/** What the world around a slot does so that it comes to its moment, and to its end: GO, and then the end that the case has. */
final class Course {
    private final Stage stage;
    private boolean ended;

    Course(Stage stage) {
        this.stage = stage;
    }

    /** GO when the slot is ready, unless that is the moment; its end when all guests are up, unless that is. */
    void toTheMoment() {
        Moment moment = stage.played.plan().moment;
        if (journal().contains(" READY")
                && !(moment instanceof Moment.Noted noted && noted.event().equals("READY"))) {
            stage.desk.giveGo();
        }
        Moment allUp = new Moment.AllUp();
        if (!moment.equals(allUp) && allUp.isCome(stage.ground, stage.slot(), stage.desk)) {
            end();
        }
    }

    /** Whatever the slot still waits for. */
    void toTheEnd() {
        stage.desk.giveGo();
        if (journal().contains(" CREATE ") || !stage.isRecorded()) {
            end();
        }
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
            case WORD -> stage.desk.endLease();
            case CANCELLED -> stage.cancel();
            case LEASE, WALLTIME -> {}
        }
    }
}
