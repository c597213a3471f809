package org.vmpilot.vmm.xl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vmpilot.vmm.Domain;
import org.vmpilot.vmm.DomainState;
import org.vmpilot.vmm.VmmException;

class SharedLookTest {
    private final AtomicInteger looks = new AtomicInteger();
    private final CountDownLatch firstBegan = new CountDownLatch(1);
    private final CountDownLatch firstMayEnd = new CountDownLatch(1);
    private SharedLook look;

    @BeforeEach
    void theFirstLookTakesItsTime() {
        look = new SharedLook(() -> {
            int number = looks.incrementAndGet();
            if (number == 1) {
                firstBegan.countDown();
                firstMayEnd.await();
            }
            return List.of(domain(number));
        });
    }

    @Test
    void oneAfterTheOtherEachLooksItself() throws Exception {
        firstMayEnd.countDown();

        assertThat(look.now()).containsExactly(domain(1));
        assertThat(look.now()).containsExactly(domain(2));
    }

    @Test
    void whoAsksDuringALookSharesTheNextOne() throws Exception {
        Asker first = new Asker();
        firstBegan.await();
        List<Asker> meanwhile = List.of(new Asker(), new Asker(), new Asker());
        for (Asker asker : meanwhile) {
            asker.awaitWaiting();
        }
        firstMayEnd.countDown();

        assertThat(first.found()).containsExactly(domain(1));
        for (Asker asker : meanwhile) {
            assertThat(asker.found()).containsExactly(domain(2));
        }
        assertThat(looks).hasValue(2);
    }

    @Test
    void aLookThatFailsFailsForAllWhoShareIt() throws Exception {
        SharedLook failing = new SharedLook(() -> {
            if (looks.incrementAndGet() == 1) {
                firstBegan.countDown();
                firstMayEnd.await();
                return List.of();
            }
            throw new VmmException(VmmException.Kind.UNREACHABLE, "xenstored is silent");
        });
        look = failing;
        Asker first = new Asker();
        firstBegan.await();
        List<Asker> meanwhile = List.of(new Asker(), new Asker());
        for (Asker asker : meanwhile) {
            asker.awaitWaiting();
        }
        firstMayEnd.countDown();

        assertThat(first.found()).isEmpty();
        for (Asker asker : meanwhile) {
            assertThatThrownBy(asker::found)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .hasMessage("xenstored is silent")
                    .isInstanceOfSatisfying(
                            VmmException.class, e -> assertThat(e.kind()).isEqualTo(VmmException.Kind.UNREACHABLE));
        }
        assertThat(looks).hasValue(2);
    }

    @Test
    void whoWaitsBehindALookThatIsInterruptedLooksItself() throws Exception {
        Asker first = new Asker();
        firstBegan.await();
        Asker second = new Asker();
        second.awaitWaiting();
        first.thread.interrupt();

        assertThat(second.found()).containsExactly(domain(2));
        assertThatThrownBy(first::found).hasCauseInstanceOf(InterruptedException.class);
    }

    private static Domain domain(int id) {
        return new Domain(id, Optional.of("guest"), "", 64, 1, DomainState.ALIVE);
    }

    private final class Asker {
        private final FutureTask<List<Domain>> task = new FutureTask<>(() -> look.now());
        private final Thread thread = new Thread(task);

        Asker() {
            thread.start();
        }

        List<Domain> found() throws Exception {
            return task.get();
        }

        void awaitWaiting() {
            while (thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        }
    }
}
