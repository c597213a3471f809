package org.vmpilot.protocol;

/**
 * A disk of a guest.
 *
 * @param path absolute path in dom0: a file or a block device
 * @param device the guest's device, for example {@code xvda}
 */
public record Disk(String path, Format format, Mode mode, String device) {
    public enum Format {
        RAW,
        QCOW2
    }

    public enum Mode {
        READ_ONLY,
        READ_WRITE
    }
}
