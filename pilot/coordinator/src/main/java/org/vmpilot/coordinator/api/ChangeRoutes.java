package org.vmpilot.coordinator.api;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.vmpilot.coordinator.document.Fields;
import org.vmpilot.coordinator.document.Kinds;
import org.vmpilot.coordinator.request.LabelFields;
import org.vmpilot.coordinator.request.TimeFields;
import org.vmpilot.coordinator.service.ChangeRefused;
import org.vmpilot.coordinator.service.LeaseChange;

/** Changes of a lease that was made. */
final class ChangeRoutes {
    void change(Call call) {
        String id = call.withoutParameters().lease();
        LeaseChange change = call.document(ChangeRoutes::read);
        call.answer(
                call.leases().change(id, change).exceptionallyCompose(ChangeRoutes::refused),
                found -> Answers.json(200, call.leases().get(id).orElseThrow(() -> LeaseRoutes.noSuchLease(id))));
    }

    private static LeaseChange read(Fields fields) {
        LeaseChange change = new LeaseChange(
                fields.optional("version", Kinds.whole(1, Integer.MAX_VALUE)),
                fields.optional("end", TimeFields.INSTANT),
                fields.optional("duration", TimeFields.DURATION),
                fields.has("labels") ? Optional.of(LabelFields.read(fields)) : Optional.empty());
        if (change.end().isPresent() && change.duration().isPresent()) {
            fields.fault("duration", "says the same as end: give one of the two");
        }
        if (change.movesEnd() && !fields.has("version")) {
            fields.fault("version", "is missing: who moves an end says which version of the lease he has seen");
        }
        if (!change.movesEnd() && change.labels().isEmpty()) {
            fields.fault("", "changes nothing: give end, duration or labels");
        }
        return change;
    }

    private static CompletableFuture<Boolean> refused(Throwable failure) {
        if (!(Answers.cause(failure) instanceof ChangeRefused refusal)) {
            return CompletableFuture.failedFuture(failure);
        }
        String field = refusal.field();
        String detail = "Nothing was changed: " + (field.isEmpty() ? "" : field + " ") + refusal.getMessage() + ".";
        List<Problem.FieldFault> errors =
                field.isEmpty() ? List.of() : List.of(new Problem.FieldFault(field, null, refusal.getMessage()));
        ProblemCode code = ProblemCode.valueOf(refusal.kind().name());
        return CompletableFuture.failedFuture(new ApiException(
                code,
                Problem.of(code, detail, errors)
                        .withLease(refusal.version(), refusal.endsAt().orElse(null))));
    }
}
