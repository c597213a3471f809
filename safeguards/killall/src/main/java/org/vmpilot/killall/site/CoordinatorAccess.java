package org.vmpilot.killall.site;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The coordinator, if kill-all is to use it where it answers.
 *
 * @param tokenFile a token of role operator or admin; used if it is there
 * @param caFile PEM: who may vouch for an address that is https; empty: those of the JVM
 */
public record CoordinatorAccess(URI api, Path tokenFile, Optional<Path> caFile) {}
