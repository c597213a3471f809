package org.vmpilot.killall;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "thaw",
        sortOptions = false,
        description = "Takes kill-all's mark off the nodes, so that pilots may start guests again.")
final class ThawCommand implements Callable<Integer> {
    private final Operation operation;

    @Mixin
    CommonOptions common = new CommonOptions();

    ThawCommand(Operation operation) {
        this.operation = operation;
    }

    @Override
    public Integer call() throws InterruptedException {
        return operation.run(Verb.THAW, common, false, true);
    }
}
