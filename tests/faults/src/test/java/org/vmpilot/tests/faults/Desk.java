package org.vmpilot.tests.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.vmpilot.protocol.Boot;
import org.vmpilot.protocol.Claim;
import org.vmpilot.protocol.ClaimAnswer;
import org.vmpilot.protocol.Ending;
import org.vmpilot.protocol.GuestOrder;
import org.vmpilot.protocol.GuestSpec;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.Order;
import org.vmpilot.protocol.TeardownBudget;
import org.vmpilot.protocol.Word;
import org.vmpilot.protocol.json.Json;
import org.vmpilot.tests.node.Patience;

/** The coordinator's side of one case: what it grants, how it behaves, what it has heard. */
final class Desk {
    /** What bringing a node home takes is mostly processes that start. */
    static final TeardownBudget TEARDOWN = new TeardownBudget(
            Duration.ofSeconds(1),
            Duration.ofSeconds(Long.parseLong(Patience.bound(15))),
            Duration.ofSeconds(Long.parseLong(Patience.bound(5))));

    /** How the coordinator takes the calls of a node. */
    enum Manner {
        KIND,
        /** Nobody answers: the node is cut off. */
        AWAY,
        /** Reports and certificates are not taken. */
        REFUSES_REPORTS,
        /** Calls are taken and never answered. */
        SILENT
    }

    /** What may be wrong with the order. */
    enum Slip {
        NONE,
        OTHER_NODE,
        OTHER_NONCE,
        TOO_MUCH_MEMORY,
        ABSURD_DURATION,
        CLAIM_REFUSED
    }

    private static final int GUEST_MIB = 64;

    private final int guests;
    private final Duration duration;
    private final Plan plan;
    private final CountDownLatch claimed = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private final Map<String, String> certificates = new ConcurrentHashMap<>();
    private final List<String> reports = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch held = new CountDownLatch(0);
    private volatile Manner manner = Manner.KIND;

    Desk(int guests, Duration duration, Plan plan) {
        this.guests = guests;
        this.duration = duration;
        this.plan = plan;
    }

    void behave(Manner how) {
        manner = how;
    }

    /** Claims are not answered before {@link #answerClaims}. */
    void holdClaims() {
        held = new CountDownLatch(1);
    }

    void answerClaims() {
        held.countDown();
    }

    void giveGo() {
        go.countDown();
    }

    void endLease() {
        end.countDown();
    }

    int guests() {
        return guests;
    }

    boolean isClaimed() {
        return claimed.getCount() == 0;
    }

    /** All reports that were taken, as they came. */
    String reports() {
        return reports.toString();
    }

    /** The newest certificate of the slot that was delivered. */
    Optional<String> certificate(String slot) {
        return Optional.ofNullable(certificates.get(slot));
    }

    /** @return null: not answered */
    String answer(String verb, String body) throws InterruptedException {
        if (manner == Manner.AWAY || (manner == Manner.REFUSES_REPORTS && isReport(verb))) {
            return null;
        }
        if (manner == Manner.SILENT && !new CountDownLatch(1).await(120, TimeUnit.SECONDS)) {
            return null;
        }
        return switch (verb) {
            case "claim" -> claim(Claim.fromJson(body)).toJson();
            case "ready" -> word(go, new Word.Go()).toJson();
            case "poll" ->
                word(end, new Word.End(Notice.LEASE_ENDED, "ended by its owner"))
                        .toJson();
            case "certificate" -> {
                certificates.put(Json.fields(body).text("slot"), body);
                yield "{}";
            }
            case "report" -> {
                reports.add(body);
                yield "{}";
            }
            default -> "{}";
        };
    }

    private static boolean isReport(String verb) {
        return verb.equals("report") || verb.equals("certificate");
    }

    private Word word(CountDownLatch awaited, Word word) throws InterruptedException {
        boolean come = awaited.await(20, TimeUnit.SECONDS);
        return come && manner == Manner.KIND ? word : new Word.Wait();
    }

    private ClaimAnswer claim(Claim claim) throws InterruptedException {
        claimed.countDown();
        if (!held.await(20, TimeUnit.SECONDS)) {
            return new ClaimAnswer.Later("held");
        }
        Slip slip = plan.slip;
        if (slip == Slip.CLAIM_REFUSED) {
            return new ClaimAnswer.Refused(ClaimAnswer.Reason.TAKEN, "by another job");
        }
        List<GuestOrder> ordered = new ArrayList<>();
        for (int guest = 0; guest < guests; guest++) {
            ordered.add(guest(guest));
        }
        return new ClaimAnswer.Granted(new Order(
                claim.slot(),
                slip == Slip.OTHER_NODE ? "node99" : claim.node(),
                slip == Slip.OTHER_NONCE ? "f".repeat(32) : claim.nonce(),
                "faults",
                ordered,
                slip == Slip.ABSURD_DURATION ? Duration.ofDays(9999) : duration,
                Duration.ofSeconds(plan.walltimeSeconds),
                Patience.of(15),
                Duration.ofSeconds(plan.assemblySeconds),
                TEARDOWN,
                false));
    }

    private GuestOrder guest(int index) {
        int memory = plan.slip == Slip.TOO_MUCH_MEMORY ? 1_000_000 : GUEST_MIB;
        GuestSpec spec = new GuestSpec(
                memory,
                1,
                new Boot.Kernel("/var/lib/vmpilot-images/kernels/guest", Optional.empty(), ""),
                List.of(),
                List.of(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                new Ending.Shutdown(Duration.ofSeconds(1)));
        return new GuestOrder(index, "worker-" + index, spec);
    }
}
