package org.vmpilot.killall;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;

/** What a node of the farm does with a command. */
class ScriptedCommand implements Command {
    private final Farm farm;
    private final String node;
    private final String command;
    private OutputStream output;
    ExitCallback exit;

    ScriptedCommand(Farm farm, String node, String command) {
        this.farm = farm;
        this.node = node;
        this.command = command;
    }

    @Override
    public void start(ChannelSession channel, Environment environment) {
        farm.asked.computeIfAbsent(node, first -> new CopyOnWriteArrayList<>()).add(command);
        farm.mostLoggedIn.accumulateAndGet(farm.loggedIn.incrementAndGet(), Math::max);
        Behaviour behaviour = farm.behaviour(node);
        if (command.startsWith("look ")) {
            int ours = behaviour instanceof Behaviour.Answers answers
                            && answers.lines().toString().contains("\"clean\"")
                    ? 1
                    : 0;
            behaviour = new Behaviour.Answers(List.of(Behaviour.verdict("seen", ours)), 0, Behaviour.Then.EXIT);
        } else if (command.startsWith("thaw ") && behaviour instanceof Behaviour.Answers) {
            behaviour = new Behaviour.Answers(List.of(Behaviour.verdict("thawed", 0)), 0, Behaviour.Then.EXIT);
        } else if (!(behaviour instanceof Behaviour.Answers)) {
            behaviour = Behaviour.clean(0);
        }
        play((Behaviour.Answers) behaviour, channel);
    }

    private void play(Behaviour.Answers answers, ChannelSession channel) {
        List<String> lines = answers.lines();
        int last = lines.size() - 1;
        farm.timer.execute(() -> {
            lines.subList(0, last).forEach(this::print);
            Executor later =
                    CompletableFuture.delayedExecutor(answers.delayMillis(), TimeUnit.MILLISECONDS, farm.timer);
            later.execute(() -> {
                print(lines.get(last));
                then(answers.then(), channel);
            });
        });
    }

    private void then(Behaviour.Then then, ChannelSession channel) {
        switch (then) {
            case EXIT -> exit.onExit(0);
            case HANG -> {}
            case CLOSE_CONNECTION -> channel.getSession().close(true);
            case FLOOD -> new Thread(this::flood).start();
        }
    }

    private void flood() {
        byte[] bytes = "no end of this\n".repeat(1000).getBytes(StandardCharsets.US_ASCII);
        try {
            while (true) {
                output.write(bytes);
                output.flush();
            }
        } catch (IOException e) {
            // Cut off, as it should be.
        }
    }

    final void print(String line) {
        try {
            output.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            output.flush();
        } catch (IOException e) {
            // Nobody listens any more: a node does not mind.
        }
    }

    @Override
    public void destroy(ChannelSession channel) {
        farm.loggedIn.decrementAndGet();
    }

    @Override
    public void setInputStream(InputStream in) {}

    @Override
    public void setOutputStream(OutputStream out) {
        output = out;
    }

    @Override
    public void setErrorStream(OutputStream err) {}

    @Override
    public void setExitCallback(ExitCallback callback) {
        exit = callback;
    }
}
