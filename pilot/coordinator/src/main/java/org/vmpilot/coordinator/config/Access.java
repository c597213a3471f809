package org.vmpilot.coordinator.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who may have how much.
 *
 * @param projects {@code [[project]]}; there is always one called {@code default}
 * @param submitter {@code [submitter]}: what each submitter may have, within what its project has
 * @param keepAudit how long the audit is kept
 */
public record Access(List<Project> projects, Quota submitter, Duration keepAudit) {
    public static final String DEFAULT_PROJECT = "default";

    /** One project, and no limits but the site's. */
    public static final Access NONE = new Access(List.of(), Quota.NONE, Duration.ofDays(365));

    /** @param account the LRM's, which all of its leases are charged to; empty: what a request names */
    public record Project(String name, Optional<String> account, Quota quota) {}

    public Access {
        projects = List.copyOf(projects);
    }

    /** Empty: there is no such project. */
    public Optional<Project> project(String name) {
        return projects.stream()
                .filter(project -> project.name().equals(name))
                .findFirst()
                .or(() -> name.equals(DEFAULT_PROJECT)
                        ? Optional.of(new Project(name, Optional.empty(), Quota.NONE))
                        : Optional.empty());
    }

    public List<String> names() {
        return Stream.concat(projects.stream().map(Project::name), Stream.of(DEFAULT_PROJECT))
                .distinct()
                .toList();
    }

    /** How long it must be known what a lease used that has ended; zero: not at all. */
    public Duration usageKept() {
        return Stream.concat(projects.stream().map(Project::quota), Stream.of(submitter))
                .map(Quota::looksBack)
                .max(Duration::compareTo)
                .orElseThrow();
    }
}
