package org.vmpilot.lrm.pbs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.ggf.drmaa.AuthorizationException;
import org.ggf.drmaa.DeniedByDrmException;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.InvalidAttributeValueException;
import org.ggf.drmaa.InvalidJobException;
import org.ggf.drmaa.ResumeInconsistentStateException;
import org.ggf.drmaa.TryLaterException;
import org.junit.jupiter.api.Test;
import org.vmpilot.lrm.commands.JobAction;
import org.vmpilot.lrm.commands.Programs;
import org.vmpilot.lrm.worker.AnswerLostException;
import org.vmpilot.lrm.worker.NotSentException;

class RefusalTest {
    private static final Map<Integer, Class<? extends DrmaaException>> SUBMITS = Map.of(
            170, DeniedByDrmException.class,
            187, DeniedByDrmException.class,
            173, DeniedByDrmException.class,
            188, DeniedByDrmException.class,
            38, TryLaterException.class,
            166, InvalidAttributeValueException.class,
            2, InvalidAttributeValueException.class,
            160, NotSentException.class,
            162, NotSentException.class,
            255, NotSentException.class);

    @Test
    void everyRecordedFailureOfQsubHasItsKind() {
        int failures = 0;
        for (Recordings.Request request : Recordings.of("02-qsub-failures.txt")) {
            Programs.Answer answer = request.answer();
            if (answer.status() != 0 && answer.status() != 1) {
                failures++;
                assertThat(Refusal.ofSubmit(answer))
                        .as(request.line() + ": " + answer)
                        .isInstanceOf(SUBMITS.get(answer.status()));
            }
        }
        assertThat(failures).isGreaterThan(12);
    }

    @Test
    void anExitStatusThatMayBeASignalSaysNothingAlone() {
        for (int status : new int[] {137, 143, 153, 159, 170}) {
            assertThat(Refusal.ofSubmit(new Programs.Answer(status, "", ""))).isInstanceOf(AnswerLostException.class);
            assertThat(Refusal.ofControl("qdel", JobAction.TERMINATE, new Programs.Answer(status, "", "Killed")))
                    .isInstanceOf(AnswerLostException.class);
        }
    }

    @Test
    void everyRecordedFailureOfControlHasItsKind() {
        control("10-qdel.txt", "qdel 99999", JobAction.TERMINATE, InvalidJobException.class);
        control("10-qdel.txt", "qdel 21.pbslab", JobAction.TERMINATE, AuthorizationException.class);
        control("11-qsig.txt", "qsig -s suspend 28.pbslab", JobAction.SUSPEND, AuthorizationException.class, 0);
        control("11-qsig.txt", "qsig -s resume 28.pbslab", JobAction.RESUME, ResumeInconsistentStateException.class);
        control("12-hold.txt", "qhold 33.pbslab", JobAction.HOLD, InvalidJobException.class);
        control("22-server-down.txt", "qdel 61.pbslab", JobAction.TERMINATE, TryLaterException.class);
        control("22-server-down.txt", "bash -c qdel\\ 61.pbslab", JobAction.TERMINATE, NotSentException.class);
        control("24-hooks.txt", "qdel 72.pbslab", JobAction.TERMINATE, DeniedByDrmException.class);
    }

    private static void control(String file, String line, JobAction action, Class<? extends DrmaaException> kind) {
        Programs.Answer answer = Recordings.answer(file, line);
        String program = line.replaceFirst("bash -c ", "").replaceFirst("[ \\\\].*", "");
        assertThat(Refusal.ofControl(program, action, answer)).as(line).isInstanceOf(kind);
    }

    private static void control(
            String file, String line, JobAction action, Class<? extends DrmaaException> kind, int nth) {
        Programs.Answer answer = Recordings.of(file).stream()
                .filter(request -> request.line().equals(line))
                .toList()
                .get(nth)
                .answer();
        assertThat(Refusal.ofControl("qsig", action, answer)).as(line).isInstanceOf(kind);
    }
}
