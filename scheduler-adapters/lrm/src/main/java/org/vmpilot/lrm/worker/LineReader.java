package org.vmpilot.lrm.worker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Lines of UTF-8, each ended by a newline and none longer than the limit. Not for several threads. */
final class LineReader {
    private final ReadableByteChannel channel;
    private final int limit;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16).flip();

    LineReader(ReadableByteChannel channel, int limit) {
        this.channel = channel;
        this.limit = limit;
    }

    /**
     * @return null at the end; a last line without its newline is half a line, and dropped
     * @throws IOException a line is too long or no UTF-8: whoever speaks there does not speak our protocol
     */
    String read() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            while (buffer.hasRemaining()) {
                byte next = buffer.get();
                if (next == '\n') {
                    return text(line);
                }
                line.write(next);
                if (line.size() > limit) {
                    throw new IOException("a line of more than " + limit + " bytes");
                }
            }
            buffer.clear();
            int count = channel.read(buffer);
            buffer.flip();
            if (count < 0) {
                return null;
            }
        }
    }

    private static String text(ByteArrayOutputStream line) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException("a line that is not UTF-8", e);
        }
    }
}
