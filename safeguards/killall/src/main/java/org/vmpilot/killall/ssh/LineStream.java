package org.vmpilot.killall.ssh;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Cuts what a node prints into lines. A node that floods is cut off: {@link #write} throws, which ends its session. */
final class LineStream extends OutputStream {
    private static final int LONGEST_LINE = 1 << 17;
    private static final int MOST = 8 << 20;

    private final Consumer<String> lines;
    private final Runnable flood;
    private final Runnable end;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long total;

    LineStream(Consumer<String> lines, Runnable flood, Runnable end) {
        this.lines = lines;
        this.flood = flood;
        this.end = end;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        total += length;
        if (total > MOST || line.size() > LONGEST_LINE) {
            flood.run();
            throw new IOException("the node prints without end");
        }
        int start = offset;
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] == '\n') {
                line.write(bytes, start, i - start);
                start = i + 1;
                finishLine();
            }
        }
        line.write(bytes, start, offset + length - start);
    }

    private void finishLine() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (!text.isEmpty()) {
            lines.accept(text);
        }
    }

    @Override
    public synchronized void close() {
        finishLine();
        end.run();
    }
}
