package org.vmpilot.tests.simulation;

import java.util.List;
import java.util.Optional;
import org.vmpilot.guard.SlotRecord;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.Verdict;

/** The reaper of one slot, step by step as docs/node.md has it; may be killed at each. */
final class Reaper {
    private static final long LOCK_WAIT = 30_000;
    private static final long END_TIMEOUT = 15_000;

    final SimulatedProcess process;
    private final World world;
    private final Machine machine;
    private final SlotKey slot;
    private final String by;
    private final Optional<Notice> notice;
    private Verdict verdict = Verdict.CLEAN;
    private boolean clean;
    private long until;

    /** @param notice why the slot ends, if nobody has said so yet */
    Reaper(World world, Machine machine, SlotKey slot, String by, Optional<Notice> notice) {
        this.world = world;
        this.machine = machine;
        this.slot = slot;
        this.by = by;
        this.notice = notice;
        this.process = machine.process(slot + ".reaper");
    }

    /** Exit 0: the node is clean, and a certificate says so. */
    boolean clean() {
        return clean;
    }

    void begin() {
        until = world.now() + LOCK_WAIT;
        process.in(world.between(10, 60), this::lock);
    }

    private void lock() {
        SimulatedProcess holder = machine.reapers.get(slot);
        if (holder != null && holder.alive()) {
            if (world.now() >= until) {
                machine.bar();
                process.end();
            } else {
                process.in(200, this::lock);
            }
            return;
        }
        machine.reapers.put(slot, process);
        process.step("closing, by " + by);
        Optional.ofNullable(machine.run.get(slot)).ifPresent(folder -> folder.closing = true);
        process.in(world.between(20, 200), this::makers);
    }

    private void makers() {
        process.step("makers");
        if (machine.judge.mutant() != Mutant.REAPER_LEAVES_MAKERS) {
            machine.endMakers(slot);
        }
        until = world.now() + END_TIMEOUT;
        process.in(world.between(20, 60), this::guests);
    }

    private void guests() {
        boolean hangs = machine.xl.trouble == Xl.Trouble.HANGS;
        machine.xl.list(process, domains -> looked(domains, hangs));
    }

    private void looked(Optional<List<Domain>> domains, boolean hung) {
        process.step("looked");
        if (domains.isEmpty()) {
            if (hung || world.now() >= until) {
                worse(Verdict.UNKNOWN);
                memory();
            } else {
                process.in(100, this::guests);
            }
            return;
        }
        List<Domain> own = own(domains.get());
        if (own.isEmpty()) {
            memory();
        } else if (world.now() >= until) {
            worse(Verdict.DIRTY);
            memory();
        } else {
            destroy(own);
        }
    }

    private List<Domain> own(List<Domain> domains) {
        return domains.stream().filter(domain -> domain.slot.equals(slot)).toList();
    }

    private void destroy(List<Domain> own) {
        process.step("destroy");
        int[] left = {own.size()};
        for (Domain domain : own) {
            machine.xl.destroy(process, domain, () -> {
                left[0]--;
                if (left[0] == 0) {
                    destroyed();
                }
            });
        }
    }

    private void destroyed() {
        if (machine.judge.mutant() == Mutant.REAPER_DOES_NOT_LOOK_AGAIN) {
            memory();
        } else {
            process.in(100, this::guests);
        }
    }

    private void worse(Verdict seen) {
        if (seen.compareTo(verdict) > 0) {
            verdict = seen;
        }
    }

    private void memory() {
        if (machine.judge.mutant() == Mutant.REAPER_TAKES_UNKNOWN_FOR_CLEAN) {
            verdict = Verdict.CLEAN;
        }
        if (verdict == Verdict.UNKNOWN) {
            process.in(5, this::certify);
            return;
        }
        process.step("memory");
        process.in(machine.memoryStuck ? 10_000 : world.between(100, 1500), () -> {
            if (machine.memoryStuck) {
                worse(Verdict.DIRTY);
            } else if (machine.judge.mutant() != Mutant.REAPER_FORGETS_MEMORY) {
                machine.lacking.remove(slot);
            }
            machine.xl.list(process, this::last);
        });
    }

    /** The last look is the one that counts. */
    private void last(Optional<List<Domain>> domains) {
        process.step("last look");
        Mutant mutant = machine.judge.mutant();
        if (mutant != Mutant.REAPER_DOES_NOT_LOOK_AGAIN && mutant != Mutant.REAPER_TAKES_UNKNOWN_FOR_CLEAN) {
            if (domains.isEmpty()) {
                worse(Verdict.UNKNOWN);
            } else if (!own(domains.get()).isEmpty()) {
                worse(Verdict.DIRTY);
            }
        }
        process.in(20, this::certify);
    }

    private void certify() {
        Folder folder = machine.run.get(slot);
        Optional<SlotRecord> record = machine.record(slot);
        Paper before = recalled(record);
        Notice why = folder != null && folder.notice.isPresent() ? folder.notice.get() : why(record, before);
        if (folder != null) {
            folder.notice(why);
        }
        process.step("certifies, " + why);
        if (machine.diskFull) {
            worse(Verdict.UNKNOWN);
            machine.judge.certified(machine, slot, verdict);
            machine.bar();
            end(false);
            return;
        }
        int looks = before == null ? 1 : before.looks() + 1;
        String job = record.map(SlotRecord::job).orElse(before == null ? "" : before.job());
        int guests = record.map(text -> text.guests().size()).orElse(before == null ? 0 : before.guests());
        Paper paper = new Paper(slot, machine.name, job, verdict, why, guests, looks);
        machine.certificates.put(slot, paper);
        machine.letter(slot + ".json", paper);
        machine.judge.certified(machine, slot, verdict);
        process.in(10, this::after);
    }

    /** An earlier certificate counts beside a record of the same job, or where no record is left. */
    private Paper recalled(Optional<SlotRecord> record) {
        Paper before = machine.certificates.get(slot);
        return before != null
                        && record.filter(text -> !text.job().equals(before.job()))
                                .isEmpty()
                ? before
                : null;
    }

    private Notice why(Optional<SlotRecord> record, Paper before) {
        if (before != null && !machine.run.containsKey(slot)) {
            return before.notice();
        }
        boolean earlier =
                record.filter(text -> !text.bootId().equals(machine.bootId())).isPresent();
        return earlier ? Notice.SHUTDOWN : notice.orElse(Notice.FAILED);
    }

    private void after() {
        process.step(verdict.name());
        if (verdict == Verdict.CLEAN) {
            machine.open.remove(slot);
            process.step("forgets");
            machine.run.remove(slot);
            machine.unbar();
        } else {
            machine.bar();
        }
        end(verdict == Verdict.CLEAN);
    }

    private void end(boolean exit) {
        clean = exit;
        machine.judge.reaped(machine, slot, exit);
        process.end();
    }
}
