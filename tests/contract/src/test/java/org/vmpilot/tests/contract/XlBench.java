package org.vmpilot.tests.contract;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.vmpilot.host.Command;
import org.vmpilot.host.CommandResult;
import org.vmpilot.host.Pause;
import org.vmpilot.host.SessionCommandRunner;
import org.vmpilot.host.Uptime;
import org.vmpilot.vmm.Guest;
import org.vmpilot.vmm.Vmm;
import org.vmpilot.vmm.xl.XlSettings;
import org.vmpilot.vmm.xl.XlVmm;

/** A machine with an {@code xl} and guests that behave as a test wants. */
abstract class XlBench {
    static final int PATIENCE = Integer.getInteger("vmpilot.patience", 1);
    static final Duration LONG = Duration.ofSeconds(20L * PATIENCE);
    /** Not ours: a run must not be taken for a slot. The last 8 digits are the guest's index. */
    private static final String UUID_BEFORE_INDEX = "c0117ac7-0000-4000-8000-0000";

    enum Behaviour {
        BOOTS,
        DEAF
    }

    private final SessionCommandRunner runner = new SessionCommandRunner();

    abstract Map<String, String> environment();

    abstract Path folder();

    abstract Guest.Boot boot(Behaviour behaviour);

    int memoryMib() {
        return 32;
    }

    abstract void remove() throws IOException, InterruptedException;

    Vmm vmm() {
        return vmm(Duration.ofSeconds(10L * PATIENCE));
    }

    Vmm vmm(Duration call) {
        return vmm(call, LONG);
    }

    Vmm vmmWithCreate(Duration create) {
        return vmm(LONG, create);
    }

    private Vmm vmm(Duration call, Duration create) {
        XlSettings settings = new XlSettings(
                List.of("xl"),
                (index, file) -> List.of("xl", "create", file.toString()),
                XlSettings.watchOfXenstore(),
                environment(),
                folder(),
                call,
                create,
                Duration.ofMillis(50));
        return new XlVmm(runner, settings, Uptime.system(), Pause.system());
    }

    Guest guest(int index, Behaviour behaviour) {
        return guest(index, "contract-" + index, uuid(index), boot(behaviour));
    }

    Guest guest(int index, String name, String uuid, Guest.Boot boot) {
        return new Guest(
                index,
                name,
                uuid,
                memoryMib(),
                1,
                boot,
                List.of(),
                List.of(),
                OptionalInt.empty(),
                OptionalInt.empty());
    }

    static String uuid(int index) {
        return UUID_BEFORE_INDEX + String.format("%08x", index);
    }

    static Guest.Boot kernel(Path kernel, String commandLine) {
        return new Guest.Boot.Kernel(kernel.toString(), Optional.empty(), commandLine);
    }

    /** As a site's own wrapper does it: nobody watches for the guest's end (create -e). */
    void createWithoutDaemon(Guest guest) throws InterruptedException {
        Guest.Boot.Kernel kernel = (Guest.Boot.Kernel) guest.boot();
        List<String> command = new ArrayList<>(List.of("xl", "create", "-q", "-e", "/dev/null"));
        command.add("name=\"" + guest.name() + "\"");
        command.add("uuid=\"" + guest.uuid() + "\"");
        command.add("memory=" + guest.memoryMib());
        command.add("kernel=\"" + kernel.kernel() + "\"");
        kernel.ramdisk().ifPresent(ramdisk -> command.add("ramdisk=\"" + ramdisk + "\""));
        command.add("extra=\"" + kernel.commandLine() + "\"");
        CommandResult.Exited created = run(command.toArray(String[]::new));
        if (created.exitCode() != 0) {
            throw new AssertionError(created.errors());
        }
    }

    CommandResult.Exited run(String... arguments) throws InterruptedException {
        CommandResult result = runner.run(Command.of(LONG, environment(), List.of(arguments)));
        if (result instanceof CommandResult.Exited exited) {
            return exited;
        }
        throw new AssertionError(List.of(arguments) + ": " + result);
    }
}
