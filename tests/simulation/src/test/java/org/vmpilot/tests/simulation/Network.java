package org.vmpilot.tests.simulation;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.vmpilot.coordinator.SimulatedCoordinator;

/** What lies between the nodes and the coordinator: it loses, delays, doubles and so reorders. */
final class Network {
    int lossPercent;
    int doublePercent = 2;
    long slowest = 40;
    final Set<String> cut = new HashSet<>();
    private final World world;
    private final Central central;

    Network(World world, Central central) {
        this.world = world;
        this.central = central;
    }

    /** One answer or one failure, whichever comes first; the request may be served after the caller has given up, and twice. */
    <T> void call(
            SimulatedProcess caller,
            String node,
            long timeout,
            Function<SimulatedCoordinator, CompletableFuture<T>> question,
            Consumer<T> answered,
            Runnable failed) {
        boolean[] over = new boolean[1];
        Consumer<T> answer = value -> caller.run(() -> {
            if (!over[0]) {
                over[0] = true;
                answered.accept(value);
            }
        });
        Runnable failure = () -> caller.run(() -> {
            if (!over[0]) {
                over[0] = true;
                failed.run();
            }
        });
        world.in(timeout, failure);
        send(node, question, answer, failure);
        if (world.chance(doublePercent)) {
            send(node, question, answer, failure);
        }
    }

    private <T> void send(
            String node,
            Function<SimulatedCoordinator, CompletableFuture<T>> question,
            Consumer<T> answer,
            Runnable failure) {
        travel(
                node,
                () -> central.ask(
                        question, value -> travel(node, () -> answer.accept(value)), () -> travel(node, failure)));
    }

    private void travel(String node, Runnable arrives) {
        if (!cut.contains(node) && !world.chance(lossPercent)) {
            world.in(world.between(3, world.chance(5) ? 3_000 : slowest), arrives);
        }
    }

    void heal() {
        lossPercent = 0;
        slowest = 40;
        cut.clear();
    }
}
