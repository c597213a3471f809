package org.vmpilot.lrm.worker;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A far side that is dead while the reader of its line has not noticed yet, as on a busy machine. */
class LostLineTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20L * Integer.getInteger("vmpilot.patience", 1));
    private static final int ALL = Integer.MAX_VALUE;

    @ParameterizedTest
    @CsvSource({
        "0, org.vmpilot.lrm.worker.NotSentException",
        "7, org.vmpilot.lrm.worker.NotSentException",
        ALL + ", org.vmpilot.lrm.worker.AnswerLostException"
    })
    void aRequestOfWhichNotAllWasTakenWasNotSent(int taken, Class<? extends Throwable> kind) throws Exception {
        Pipe answers = Pipe.open();
        answers.sink().write(ByteBuffer.wrap((FarSide.GREETING + "\n").getBytes(StandardCharsets.UTF_8)));
        WorkerConnection connection = WorkerConnection.open(
                () -> new WorkerChannel(answers.source(), new Breaking(taken), answers.source()), PATIENCE);

        assertThatThrownBy(() -> connection.call("runJob", Wire.object(), PATIENCE))
                .isInstanceOf(kind)
                .hasMessageContaining("Broken pipe");
        answers.sink().close();
    }

    /** Takes so many bytes of a line at most, and breaks. */
    private record Breaking(int taken) implements WritableByteChannel {
        @Override
        public int write(ByteBuffer bytes) throws IOException {
            bytes.position(Math.min(taken, bytes.limit()));
            throw new IOException("Broken pipe");
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
