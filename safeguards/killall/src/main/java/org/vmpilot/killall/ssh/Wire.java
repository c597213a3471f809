package org.vmpilot.killall.ssh;

import com.jcraft.jsch.Proxy;
import com.jcraft.jsch.SocketFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.Socket;

/**
 * A connection on which a server has greeted, as JSch takes one that is made already.
 *
 * @param socket null where there is none of our own (through a jump host)
 */
record Wire(InputStream input, OutputStream output, Socket socket, Runnable closing) implements Proxy {
    /** A connection of which the greeting has been read already: it is read again. */
    static Wire after(Greeting greeting, InputStream rest, OutputStream output, Socket socket, Runnable closing) {
        InputStream input = new SequenceInputStream(new ByteArrayInputStream(greeting.bytes()), rest);
        return new Wire(input, output, socket, closing);
    }

    @Override
    public void connect(SocketFactory factory, String host, int port, int timeout) {}

    @Override
    public InputStream getInputStream() {
        return input;
    }

    @Override
    public OutputStream getOutputStream() {
        return output;
    }

    @Override
    public Socket getSocket() {
        return socket;
    }

    @Override
    public void close() {
        closing.run();
    }

    static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // Closing a connection that is given up: nothing can be done about it, and nothing depends on it.
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
