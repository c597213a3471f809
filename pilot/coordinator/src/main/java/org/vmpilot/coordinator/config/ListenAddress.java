package org.vmpilot.coordinator.config;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.vmpilot.coordinator.document.Kind;
import org.vmpilot.coordinator.document.Kinds;
import org.vmpilot.coordinator.document.Value;
import org.vmpilot.coordinator.document.WrongValueException;

/** {@code address:port} to listen on. The address is a number or {@code localhost}: reading a configuration asks no DNS. */
final class ListenAddress implements Kind<InetSocketAddress> {
    @Override
    public InetSocketAddress read(Value value) throws WrongValueException {
        String text = Kinds.TEXT.read(value);
        try {
            HostAndPort parts = HostAndPort.fromString(text).requireBracketsForIPv6();
            return new InetSocketAddress(address(parts.getHost()), parts.getPort());
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new WrongValueException(
                    "must be an address and a port, for example \"127.0.0.1:7070\" or \"[::1]:7070\", not "
                            + Kinds.quote(text));
        }
    }

    private static InetAddress address(String host) {
        return "localhost".equals(host) ? InetAddress.getLoopbackAddress() : InetAddresses.forString(host);
    }
}
