package org.vmpilot.lrm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

class QueueOptionsLrmTest {
    private static final QueueOptions ADDED =
            new QueueOptions(Optional.of("high"), Optional.empty(), Optional.of(3), List.of("--licenses=xen"));

    private final Lrm lrm = mock(Lrm.class);
    private final Lrm site = new QueueOptionsLrm(lrm, Map.of("vm", ADDED));

    private JobRequest submitted(Optional<String> queue) throws LrmException {
        when(lrm.submit(any())).thenReturn(List.of(new JobId("1")));
        ArgumentCaptor<JobRequest> request = ArgumentCaptor.forClass(JobRequest.class);
        site.submit(new JobRequest(
                "v",
                1,
                List.of("/bin/true"),
                queue,
                Optional.empty(),
                Optional.empty(),
                true,
                Duration.ofMinutes(1),
                0));
        verify(lrm, org.mockito.Mockito.atLeastOnce()).submit(request.capture());
        return request.getValue();
    }

    @Test
    void aJobGetsWhatTheSiteAddsForItsQueueAlone() throws Exception {
        assertThat(submitted(Optional.of("vm")).options()).isEqualTo(ADDED);
        assertThat(submitted(Optional.of("other")).options()).isEqualTo(QueueOptions.NONE);
        assertThat(submitted(Optional.empty()).options()).isEqualTo(QueueOptions.NONE);
    }

    /** One that were not would answer with the port's default. */
    @Test
    void everyOtherQuestionIsHandedOn() {
        List<String> asked = Arrays.stream(Lrm.class.getDeclaredMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isSynthetic())
                .map(QueueOptionsLrmTest::form)
                .toList();
        assertThat(Arrays.stream(QueueOptionsLrm.class.getDeclaredMethods()).map(QueueOptionsLrmTest::form))
                .containsAll(asked);
    }

    private static String form(Method method) {
        return method.getName() + Arrays.toString(method.getParameterTypes());
    }
}
