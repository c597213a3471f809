package org.vmpilot.coordinator.lease;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.vmpilot.protocol.GuestOrder;
import org.vmpilot.protocol.Notice;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.Verdict;

/**
 * A slot: one node's share of a lease in one attempt.
 *
 * @param job the LRM's job id
 * @param holder the claim that won
 * @param sight what the LRM last said of the job
 * @param notice why it ends; the node's own word, from the certificate, once that is here
 * @param verdict the newest certificate's
 * @param because why it is as it is, where something beside its state says so
 * @param instruction what its agent was told after GO
 */
public record Slot(
        SlotKey key,
        SlotState state,
        Optional<String> job,
        Optional<Holder> holder,
        Optional<Sight> sight,
        Moments moments,
        Cancel cancel,
        Optional<Notice> notice,
        Optional<Verdict> verdict,
        Reason because,
        List<Guest> guests,
        Instruction instruction) {
    public Slot {
        guests = List.copyOf(guests);
    }

    static Slot planned(SlotKey key, List<GuestOrder> guests) {
        return new Slot(
                key,
                SlotState.PLANNED,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Moments.NONE,
                Cancel.NONE,
                Optional.empty(),
                Optional.empty(),
                Reason.NONE,
                guests.stream().map(Guest::planned).toList(),
                Instruction.NONE);
    }

    public boolean claimed() {
        return holder.isPresent();
    }

    public boolean heldBy(String nonce) {
        return holder.isPresent() && holder.get().nonce().equals(nonce);
    }

    /** One sentence for people, may be empty. */
    public String reason() {
        return because.words();
    }

    /** Empty only where a coordinator that knew no codes has written why it ends. */
    public Optional<ReasonCode> reasonCode() {
        return because.code().or(() -> switch (state) {
            case PLANNED -> Optional.of(ReasonCode.NOT_SUBMITTED);
            case SUBMITTING -> Optional.of(ReasonCode.SUBMITTING);
            case QUEUED -> Optional.of(ReasonCode.QUEUED_IN_LRM);
            case CLAIMED -> Optional.of(ReasonCode.PREPARING);
            case READY -> Optional.of(ReasonCode.WAITING_FOR_GO);
            case LIVE -> Optional.of(ReasonCode.RUNNING);
            case ENDING, ENDED, LOST -> Optional.empty();
        });
    }

    /** Its node: by our name once it is claimed, by the LRM's before. */
    public Optional<String> node() {
        return holder.map(Holder::node).or(() -> sight.flatMap(Sight::node));
    }

    /** Whether the LRM may still have a job for it, so that the LRM must be asked. */
    public boolean mayHaveJob() {
        return state != SlotState.PLANNED && !moments.has(Moment.OVER) && (!state.closed() || job.isPresent());
    }

    /** Whether a node holds it or may still take it. */
    public boolean open() {
        return !state.closed();
    }

    Slot to(SlotState next) {
        return new Slot(key, next, job, holder, sight, moments, cancel, notice, verdict, because, guests, instruction);
    }

    Slot job(String id) {
        return new Slot(
                key,
                state,
                Optional.of(id),
                holder,
                sight,
                moments,
                cancel,
                notice,
                verdict,
                because,
                guests,
                instruction);
    }

    Slot holder(Holder who) {
        return new Slot(
                key,
                state,
                job,
                Optional.of(who),
                sight,
                moments,
                cancel,
                notice,
                verdict,
                because,
                guests,
                instruction);
    }

    Slot sight(Sight seen) {
        return new Slot(
                key,
                state,
                job,
                holder,
                Optional.of(seen),
                moments,
                cancel,
                notice,
                verdict,
                because,
                guests,
                instruction);
    }

    Slot moments(Moments times) {
        return new Slot(key, state, job, holder, sight, times, cancel, notice, verdict, because, guests, instruction);
    }

    Slot first(Moment moment, Instant now) {
        return moments(moments.first(moment, now));
    }

    Slot cancel(Cancel intent) {
        return new Slot(key, state, job, holder, sight, moments, intent, notice, verdict, because, guests, instruction);
    }

    Slot notice(Notice why) {
        return new Slot(
                key,
                state,
                job,
                holder,
                sight,
                moments,
                cancel,
                Optional.of(why),
                verdict,
                because,
                guests,
                instruction);
    }

    Slot verdict(Verdict look) {
        return new Slot(
                key,
                state,
                job,
                holder,
                sight,
                moments,
                cancel,
                notice,
                Optional.of(look),
                because,
                guests,
                instruction);
    }

    Slot because(Reason why) {
        return new Slot(key, state, job, holder, sight, moments, cancel, notice, verdict, why, guests, instruction);
    }

    Slot guests(List<Guest> all) {
        return new Slot(key, state, job, holder, sight, moments, cancel, notice, verdict, because, all, instruction);
    }

    Slot instruction(Instruction told) {
        return new Slot(key, state, job, holder, sight, moments, cancel, notice, verdict, because, guests, told);
    }
}
