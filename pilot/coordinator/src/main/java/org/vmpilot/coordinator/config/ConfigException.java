package org.vmpilot.coordinator.config;

import java.util.List;
import java.util.stream.Collectors;
import org.vmpilot.coordinator.document.Fault;

/** A configuration that cannot be used: every fault at once. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final transient List<Fault> faults;

    ConfigException(String file, List<Fault> faults) {
        super(faults.stream().map(fault -> line(file, fault)).collect(Collectors.joining("\n")));
        this.file = file;
        this.faults = List.copyOf(faults);
    }

    public String file() {
        return file;
    }

    public List<Fault> faults() {
        return faults;
    }

    /** {@code FILE:LINE: key: words}, one line a fault; the same as {@link #getMessage}. */
    public List<String> lines() {
        return faults.stream().map(fault -> line(file, fault)).toList();
    }

    private static String line(String file, Fault fault) {
        String place = fault.line() > 0 ? file + ":" + fault.line() : file;
        return place + ": " + (fault.field().isEmpty() ? "" : fault.field() + ": ") + fault.words();
    }
}
