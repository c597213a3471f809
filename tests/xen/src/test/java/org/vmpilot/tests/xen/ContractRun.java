package org.vmpilot.tests.xen;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs in dom0: the contract suite on the {@code xl} that is there. Prints a line for each test: {@code PASSED NAME}, {@code FAILED NAME WHY}, {@code SKIPPED
 * NAME}, the reason in Base64. The argument {@code short} runs only what is marked so.
 */
final class ContractRun {
    private static final String SUITE = "org.vmpilot.tests.contract.RealXlContractTest";

    private ContractRun() {}

    public static void main(String[] arguments) {
        LauncherDiscoveryRequestBuilder request =
                LauncherDiscoveryRequestBuilder.request().selectors(selectClass(SUITE));
        if (arguments.length > 0) {
            request.filters(TagFilter.includeTags(arguments[0]));
        }
        run(request.build());
    }

    private static void run(LauncherDiscoveryRequest request) {
        PrintWriter lines = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionSkipped(TestIdentifier test, String reason) {
                lines.println("SKIPPED " + test.getDisplayName());
            }

            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (result.getThrowable().isPresent()) {
                    lines.println("FAILED " + test.getDisplayName() + " "
                            + inBase64(result.getThrowable().get()));
                } else if (test.isTest()) {
                    lines.println("PASSED " + test.getDisplayName());
                }
            }
        });
    }

    private static String inBase64(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return Base64.getEncoder().encodeToString(text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
