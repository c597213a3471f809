package org.vmpilot.tests.simulation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.vmpilot.guard.SlotRecord;
import org.vmpilot.protocol.ClaimAnswer;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Order;
import org.vmpilot.protocol.Report;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.Word;
import org.vmpilot.vmm.DomainState;
import org.vmpilot.vmm.ShutdownOutcome;

/** The machine and the coordinator as one run of the agent sees them. What takes time comes back later, or never. */
public interface NodeSide {
    World world();

    SlotKey slot();

    String machine();

    String bootId();

    long uptime();

    /** Whether something keeps a pilot from starting anything here. */
    boolean barrier();

    void claim(String job, String nonce, Consumer<ClaimAnswer> answered, Runnable failed);

    void word(boolean ready, String nonce, int heard, Consumer<Word> answered, Runnable failed);

    void report(List<Report> reports, Runnable confirmed, Runnable failed);

    boolean policyAccepts(Order order);

    String policyWords();

    /** @return whether it could be written */
    boolean record(SlotRecord text);

    void arm(Runnable armed);

    void deadline(SlotRecord text);

    void makeRoom(Consumer<Boolean> made);

    /** Room is made: the truth behind READY. */
    void isReady();

    void create(int index, IntConsumer exited);

    void look(Consumer<Optional<Map<String, DomainState>>> seen);

    void askShutdown(String uuid, Consumer<ShutdownOutcome> answered);

    void notice(Notice why);

    void note(long atMs, String event, String details);

    void toOutbox(List<Report> reports);

    /** How long the coordinator may be silent, in ms; empty: for ever. */
    Optional<Long> orphanAfter();
}
