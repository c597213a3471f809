/**
 * The programs of a node, judged on virtual nodes: what they leave in the simulated xl's own state and in {@code /proc},
 * never by their certificates alone. Needs root, util-linux, sudo and python3; tagged {@code node}.
 */
package org.vmpilot.tests.node;
