/**
 * The LRM as kill-all sees it, where killall.conf names one: which nodes hold pilot jobs of ours, and their cancel. Best effort: no verdict on a node
 * depends on it.
 */
package org.vmpilot.killall.pilots;
