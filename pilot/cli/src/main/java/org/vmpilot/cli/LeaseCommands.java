package org.vmpilot.cli;

import picocli.CommandLine.Command;

@Command(name = "lease", description = "Leases of virtual machines.", synopsisSubcommandLabel = "COMMAND")
final class LeaseCommands {}
