package org.vmpilot.coordinator.store;

import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.Verdict;

/**
 * A certificate as the node wrote it.
 *
 * @param looks how many looks it holds; a later certificate of the same slot has more
 */
public record CertificateText(SlotKey slot, String node, Verdict verdict, String detail, int looks, String content) {}
