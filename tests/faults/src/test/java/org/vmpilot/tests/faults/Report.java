package org.vmpilot.tests.faults;

import java.util.List;

/** How a case went; of one that failed, what the node knew. */
record Report(Case played, List<String> objections, String words) {
    static Report of(Stage stage, List<String> objections) {
        return new Report(
                stage.played,
                objections,
                objections.isEmpty() ? String.join("\n", stage.diary()) : words(stage, objections));
    }

    private static String words(Stage stage, List<String> objections) {
        Case played = stage.played;
        String slot = stage.slot();
        return String.join(
                "\n",
                "case " + played,
                "again: scripts/test faults --seed " + played.seed() + " --case " + played.number(),
                "objections:\n  " + String.join("\n  ", objections),
                "diary: " + String.join("\n  ", stage.diary()),
                "journal:\n" + stage.ground.read("/run/vmpilot/slots/" + slot + "/journal"),
                "log:\n" + stage.ground.read("/var/lib/vmpilot/logs/" + slot + ".log"),
                "certificate:\n" + stage.ground.read("/var/lib/vmpilot/certificates/" + slot + ".json"),
                "calls of xl:\n" + String.join("\n", stage.ground.calls()));
    }

    boolean passed() {
        return objections.isEmpty();
    }
}
