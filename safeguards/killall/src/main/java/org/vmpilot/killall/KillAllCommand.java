package org.vmpilot.killall;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "kill-all",
        sortOptions = false,
        description = {
            "Freezes the nodes and clears them of all guests of vmpilot, over SSH.",
            "Needs no coordinator, no database and no batch scheduler. Run book: docs/kill-all.md."
        })
final class KillAllCommand implements Callable<Integer> {
    private final Operation operation;

    @Mixin
    CommonOptions common = new CommonOptions();

    @Option(
            names = "--every-guest",
            description = "end every domain but dom0, whosever it is, where node.conf allows it")
    boolean everyGuest;

    @Option(
            names = {"-y", "--yes"},
            description = "do not look first and do not ask")
    boolean yes;

    KillAllCommand(Operation operation) {
        this.operation = operation;
    }

    @Override
    public Integer call() throws InterruptedException {
        return operation.run(Verb.KILL_ALL, common, everyGuest, yes);
    }
}
