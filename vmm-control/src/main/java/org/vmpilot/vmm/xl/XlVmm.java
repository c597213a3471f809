package org.vmpilot.vmm.xl;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.vmpilot.host.CommandResult;
import org.vmpilot.host.CommandRunner;
import org.vmpilot.host.DurableFiles;
import org.vmpilot.host.Pause;
import org.vmpilot.host.PipedProcess;
import org.vmpilot.host.Uptime;
import org.vmpilot.vmm.DestroyOutcome;
import org.vmpilot.vmm.Domain;
import org.vmpilot.vmm.DomainState;
import org.vmpilot.vmm.Guest;
import org.vmpilot.vmm.ShutdownOutcome;
import org.vmpilot.vmm.StartOutcome;
import org.vmpilot.vmm.Vmm;
import org.vmpilot.vmm.VmmException;
import org.vmpilot.vmm.VmmException.Kind;

/** The {@link Vmm} over {@code xl}. */
public final class XlVmm implements Vmm {
    private static final int LOOKS_AFTER_CREATE = 3;
    private static final long DESTROY_AGAIN_MS = 2000;

    private final XlSettings settings;
    private final Xl xl;
    private final SharedLook look = new SharedLook(this::look);
    private final XlMemory memory;
    private final Uptime uptime;
    private final Pause pause;

    public XlVmm(CommandRunner runner, XlSettings settings, Uptime uptime, Pause pause) {
        this.settings = settings;
        this.xl = new Xl(runner, settings);
        this.memory = new XlMemory(xl, this, settings, uptime, pause);
        this.uptime = uptime;
        this.pause = pause;
    }

    @Override
    public List<Domain> list() throws VmmException, InterruptedException {
        return look.now();
    }

    private List<Domain> look() throws VmmException, InterruptedException {
        CommandResult.Exited exited = xl.call(settings.call(), "list", "-v");
        if (exited.exitCode() != 0) {
            throw Xl.failure("xl list -v", exited);
        }
        return XlListing.parse(exited.output());
    }

    @Override
    public StartOutcome start(Guest guest, CountDownLatch go) throws VmmException, InterruptedException {
        Path configuration = settings.configurations().resolve(guest.index() + ".cfg");
        String text = XlConfig.of(guest);
        try {
            DurableFiles.write(configuration, text);
        } catch (IOException e) {
            throw new VmmException(Kind.UNREACHABLE, configuration + " could not be written: " + e.getMessage(), e);
        }
        List<String> create = settings.createCommand().of(guest.index(), configuration);
        CommandResult.Exited exited = xl.runAt(go, settings.create(), create);
        if (exited.exitCode() == 0) {
            return lookAfterCreate(guest);
        }
        // Seen: exit 3 ("domain monitoring daemonizing child died") with the guest running.
        String said = exited.errors().isBlank() ? exited.output() : exited.errors();
        return new StartOutcome.Failed(exited.exitCode(), Xl.shortened(said), leftBehind(guest));
    }

    private StartOutcome lookAfterCreate(Guest guest) throws InterruptedException {
        String why = "not listed";
        for (int look = 1; look <= LOOKS_AFTER_CREATE; look++) {
            try {
                List<Domain> found = found(guest.uuid());
                if (!found.isEmpty()) {
                    return new StartOutcome.Running(found.get(0));
                }
                why = "not listed";
            } catch (VmmException e) {
                why = e.getMessage();
            }
            pause.of(settings.look());
        }
        return new StartOutcome.Unseen(why);
    }

    private Optional<Domain> leftBehind(Guest guest) throws InterruptedException {
        try {
            return found(guest.uuid()).stream().findFirst();
        } catch (VmmException e) {
            return Optional.empty();
        }
    }

    /** What reboots takes no notice (xl would wait a minute for it): in a moment it is there anew, under another number. */
    @Override
    public ShutdownOutcome shutDown(String uuid, Duration patience) throws VmmException, InterruptedException {
        long end = uptime.millis() + patience.toMillis();
        while (true) {
            ShutdownOutcome outcome = ShutdownOutcome.NOT_THERE;
            boolean reboots = false;
            for (Domain domain : found(uuid)) {
                if (domain.state() == DomainState.REBOOTING) {
                    reboots = true;
                } else if (domain.state().lives()) {
                    ShutdownOutcome one = ask(domain, Duration.ofMillis(Math.max(end - uptime.millis(), 1)));
                    outcome = one == ShutdownOutcome.NOT_THERE ? outcome : one;
                }
            }
            if (outcome != ShutdownOutcome.NOT_THERE || !reboots) {
                return outcome;
            }
            if (uptime.millis() >= end) {
                return ShutdownOutcome.NO_ANSWER;
            }
            pause.of(settings.look());
        }
    }

    private ShutdownOutcome ask(Domain domain, Duration patience) throws InterruptedException, VmmException {
        CommandResult.Exited exited;
        try {
            exited = xl.call(patience, "shutdown", Integer.toString(domain.id()));
        } catch (VmmException e) {
            if (e.kind() == Kind.UNREACHABLE) {
                return ShutdownOutcome.NO_ANSWER;
            }
            throw e;
        }
        if (exited.exitCode() == 0) {
            return ShutdownOutcome.ASKED;
        }
        if (exited.errors().contains("didn't acknowledge control request")) {
            return ShutdownOutcome.NO_ANSWER;
        }
        // Xen 4.17 of a number that is gone: "unable to get domain type for domid=".
        if (exited.errors().contains("unable to get domain type")) {
            return ShutdownOutcome.NOT_THERE;
        }
        throw Xl.failure("xl shutdown " + domain.id(), exited);
    }

    @Override
    public DestroyOutcome destroy(String uuid, Duration within) throws VmmException, InterruptedException {
        long end = uptime.millis() + within.toMillis();
        List<Domain> found = found(uuid);
        if (found.isEmpty()) {
            pause.of(settings.look());
            found = found(uuid);
            if (found.isEmpty()) {
                return DestroyOutcome.ALREADY_GONE;
            }
        }
        Map<Integer, Long> askedMs = new HashMap<>();
        while (!found.isEmpty()) {
            if (uptime.millis() >= end) {
                return DestroyOutcome.STILL_THERE;
            }
            for (Domain domain : found) {
                destroyNowAndThen(domain, askedMs);
            }
            found = found(uuid);
            if (!found.isEmpty()) {
                pause.of(settings.look());
            }
        }
        return DestroyOutcome.DESTROYED;
    }

    /** A domain that stays, dying or not, is asked again: an xl that was killed leaves a destroy half done. */
    private void destroyNowAndThen(Domain domain, Map<Integer, Long> askedMs)
            throws VmmException, InterruptedException {
        Long asked = askedMs.get(domain.id());
        if (asked == null || uptime.millis() - asked >= DESTROY_AGAIN_MS) {
            // Its exit code says little: it can fail for a domain that just went, and succeed and leave a dying one.
            xl.run(settings.call(), destroyCommand(domain), Kind.UNKNOWN);
            askedMs.put(domain.id(), uptime.millis());
        }
    }

    private List<String> destroyCommand(Domain domain) {
        List<String> command = new ArrayList<>(settings.xl());
        command.addAll(List.of("destroy", Integer.toString(domain.id())));
        return command;
    }

    @Override
    public void watch(Runnable event) throws VmmException {
        AtomicReference<String> words = new AtomicReference<>("");
        PipedProcess process;
        try {
            process = PipedProcess.start(settings.watch(), settings.environment(), words::set);
        } catch (IOException e) {
            throw unwatched(e.getMessage(), e);
        }
        boolean heard = false;
        try {
            InputStream lines = process.output();
            for (int next = lines.read(); next >= 0; next = lines.read()) {
                if (next == '\n') {
                    heard = true;
                    event.run();
                }
            }
        } catch (IOException e) {
            throw unwatched(e.getMessage(), e);
        } finally {
            process.kill();
        }
        if (!heard) {
            throw unwatched(words.get(), null);
        }
    }

    private VmmException unwatched(String why, Throwable cause) {
        return new VmmException(Kind.UNREACHABLE, String.join(" ", settings.watch()) + ": " + why, cause);
    }

    @Override
    public int dom0MemoryMib() throws VmmException, InterruptedException {
        return memory.mib();
    }

    @Override
    public boolean setDom0Memory(int mib, int toleranceMib, Duration within) throws VmmException, InterruptedException {
        return memory.set(mib, toleranceMib, within);
    }

    private List<Domain> found(String uuid) throws VmmException, InterruptedException {
        List<Domain> found = new ArrayList<>();
        for (Domain domain : list()) {
            if (!domain.isDom0() && domain.uuid().equals(uuid)) {
                found.add(domain);
            }
        }
        return found;
    }
}
