package org.vmpilot.cli;

import picocli.CommandLine.Command;

@Command(
        name = "token",
        description = "Tokens of the coordinator's API: who may do what.",
        synopsisSubcommandLabel = "COMMAND")
final class TokenCommands {}
