package org.vmpilot.tests.slurm;

import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.vmpilot.tests.lab.Lab;

/** Gives tests the one cluster, which is made for the first of them and removed after the last. */
final class OnSlurm implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == SlurmCluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(OnSlurm.class))
                .getOrComputeIfAbsent(
                        SlurmCluster.class,
                        unused -> new SlurmCluster(Lab.bare("slurm", Map.of())),
                        SlurmCluster.class);
    }
}
