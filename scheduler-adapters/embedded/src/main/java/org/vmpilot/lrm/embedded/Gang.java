package org.vmpilot.lrm.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.vmpilot.lrm.JobRequest;

/** A gang's tasks as what they are: one job. Pure. */
record Gang(List<JobEntry> members) {
    Gang {
        members = List.copyOf(members);
    }

    /** As those see it who submitted it: it has the nodes of its tasks that run, and is over when the last one is. */
    JobEntry asOne() {
        JobEntry speaker = speaker();
        String nodes = members.stream()
                .filter(member -> member.phase() == speaker.phase())
                .flatMap(member -> member.node().stream())
                .distinct()
                .collect(Collectors.joining(","));
        return new JobEntry(
                speaker.submission(),
                speaker.submission().id(),
                speaker.phase(),
                nodes.isEmpty() ? Optional.empty() : Optional.of(nodes),
                speaker.run(),
                speaker.bootId(),
                speaker.kill(),
                speaker.halted(),
                speaker.preempted(),
                speaker.ended(),
                speaker.words());
    }

    /** Of several that are over: the first that did not end well. */
    private JobEntry speaker() {
        for (JobEntry.Phase phase : List.of(JobEntry.Phase.PLACED, JobEntry.Phase.QUEUED)) {
            Optional<JobEntry> first =
                    members.stream().filter(member -> member.phase() == phase).findFirst();
            if (first.isPresent()) {
                return first.get();
            }
        }
        return members.stream()
                .filter(member -> !member.ended().orElseThrow().outcome().isSuccess())
                .findFirst()
                .orElse(members.get(0));
    }

    /** What is to be asked of those that have a node, because of what became of another: what ends one ends all. */
    List<LedgerEvent> toFollow() {
        List<JobEntry> going = members.stream()
                .filter(member ->
                        member.phase() == JobEntry.Phase.PLACED && member.kill().isEmpty())
                .toList();
        List<LedgerEvent> events = new ArrayList<>();
        if (!going.isEmpty()) {
            cause().ifPresent(cause ->
                    going.forEach(member -> events.add(new LedgerEvent.KillAsked(member.key(), cause))));
        }
        return events;
    }

    private Optional<LedgerEvent.Cause> cause() {
        Optional<LedgerEvent.Cause> asked =
                members.stream().flatMap(member -> member.kill().stream()).findFirst();
        if (asked.isPresent()) {
            return asked;
        }
        boolean lost = members.stream()
                .flatMap(member -> member.ended().stream())
                .anyMatch(ended -> ended.outcome().how() == JobOutcome.How.LOST);
        if (lost && members.get(0).submission().assembly() == JobRequest.Assembly.GANG) {
            return Optional.of(LedgerEvent.Cause.NODE_LOST);
        }
        // One could not begin where it was to: all wait again, for other nodes.
        boolean waits = members.stream().anyMatch(member -> member.phase() == JobEntry.Phase.QUEUED);
        return waits ? Optional.of(LedgerEvent.Cause.REQUEUED) : Optional.empty();
    }
}
