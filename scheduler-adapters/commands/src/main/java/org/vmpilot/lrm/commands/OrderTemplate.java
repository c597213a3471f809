package org.vmpilot.lrm.commands;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.ggf.drmaa.DrmaaException;
import org.ggf.drmaa.FileTransferMode;
import org.ggf.drmaa.InvalidAttributeValueException;
import org.ggf.drmaa.PartialTimestamp;
import org.ggf.drmaa.SimpleJobTemplate;
import org.ggf.drmaa.UnsupportedAttributeException;

/** A job template of one session: the mandatory attributes, and those optional ones that the LRM can do; the others are refused. */
@SuppressWarnings("serial") // A template belongs to a session of its process.
final class OrderTemplate extends SimpleJobTemplate {
    private final Set<OptionalAttribute> can;

    private PartialTimestamp deadlineTime;
    private FileTransferMode transferFiles;
    private long hardWallclock;
    private long softWallclock;

    OrderTemplate(Set<OptionalAttribute> can) {
        this.can = Set.copyOf(can);
    }

    @Override
    protected Set<String> getOptionalAttributeNames() {
        return can.stream().map(OptionalAttribute::attribute).collect(Collectors.toCollection(HashSet::new));
    }

    private void check(OptionalAttribute attribute) throws UnsupportedAttributeException {
        if (!can.contains(attribute)) {
            throw new UnsupportedAttributeException(attribute.attribute() + ": this LRM's provider cannot do it");
        }
    }

    private static long seconds(OptionalAttribute attribute, long seconds) throws InvalidAttributeValueException {
        if (seconds < 0) {
            throw new InvalidAttributeValueException(attribute.attribute() + ": " + seconds + " s");
        }
        return seconds;
    }

    @Override
    public void setHardWallclockTimeLimit(long seconds) throws DrmaaException {
        check(OptionalAttribute.HARD_WALLCLOCK_TIME_LIMIT);
        hardWallclock = seconds(OptionalAttribute.HARD_WALLCLOCK_TIME_LIMIT, seconds);
    }

    @Override
    public long getHardWallclockTimeLimit() throws DrmaaException {
        check(OptionalAttribute.HARD_WALLCLOCK_TIME_LIMIT);
        return hardWallclock;
    }

    @Override
    public void setSoftWallclockTimeLimit(long seconds) throws DrmaaException {
        check(OptionalAttribute.SOFT_WALLCLOCK_TIME_LIMIT);
        softWallclock = seconds(OptionalAttribute.SOFT_WALLCLOCK_TIME_LIMIT, seconds);
    }

    @Override
    public long getSoftWallclockTimeLimit() throws DrmaaException {
        check(OptionalAttribute.SOFT_WALLCLOCK_TIME_LIMIT);
        return softWallclock;
    }

    @Override
    public void setDeadlineTime(PartialTimestamp deadline) throws DrmaaException {
        check(OptionalAttribute.DEADLINE_TIME);
        deadlineTime = deadline;
    }

    @Override
    public PartialTimestamp getDeadlineTime() throws DrmaaException {
        check(OptionalAttribute.DEADLINE_TIME);
        return deadlineTime;
    }

    @Override
    public void setTransferFiles(FileTransferMode mode) throws DrmaaException {
        check(OptionalAttribute.TRANSFER_FILES);
        transferFiles = mode;
    }

    @Override
    public FileTransferMode getTransferFiles() throws DrmaaException {
        check(OptionalAttribute.TRANSFER_FILES);
        return transferFiles;
    }

    /** Seconds; 0: not set, or not to be had. */
    long hardWallclock() {
        return hardWallclock;
    }

    long softWallclock() {
        return softWallclock;
    }

    PartialTimestamp deadline() {
        return deadlineTime;
    }
}
