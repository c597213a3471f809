package org.vmpilot.tests.load;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import org.vmpilot.protocol.seal.NodeKey;
import org.vmpilot.protocol.seal.Seal;

/**
 * A node as the coordinator's door sees it.
 *
 * @param address of its own, for the door counts connections by address
 * @param seal with the node's own key
 */
record SimulatedNode(String name, InetAddress address, Seal seal) {
    private static final int IN_A_BLOCK = 250;

    /** @param number from 1 */
    static SimulatedNode of(int number, byte[] siteKey, SecureRandom random) {
        String name = name(number);
        byte[] address = {127, 1, (byte) (number / IN_A_BLOCK), (byte) (1 + number % IN_A_BLOCK)};
        try {
            return new SimulatedNode(
                    name, InetAddress.getByAddress(address), new Seal(NodeKey.derive(siteKey, name), name, random));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    static int number(String name) {
        return Integer.parseInt(name.substring("node".length()));
    }

    static String name(int number) {
        return String.format("node%05d", number);
    }
}
