package org.vmpilot.tests.faults;

import java.util.ArrayList;
import java.util.List;

/** How a case went; of one that failed, what its nodes knew. */
record Report(Case played, List<String> objections, String words) {
    /** @param stages that of the slot that was struck first */
    static Report of(List<Stage> stages, List<String> objections) {
        Stage struck = stages.get(0);
        return new Report(
                struck.played,
                objections,
                objections.isEmpty() ? String.join("\n", struck.diary()) : words(stages, objections));
    }

    private static String words(List<Stage> stages, List<String> objections) {
        Case played = stages.get(0).played;
        List<String> words = new ArrayList<>(List.of(
                "case " + played,
                "again: scripts/test faults --seed " + played.seed() + " --case " + played.number(),
                "objections:\n  " + String.join("\n  ", objections)));
        stages.forEach(stage -> words.add(words(stage)));
        return String.join("\n", words);
    }

    private static String words(Stage stage) {
        String slot = stage.slot();
        return String.join(
                "\n",
                "slot " + slot + " on " + stage.ground.name,
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
