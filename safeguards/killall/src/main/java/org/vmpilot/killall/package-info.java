/**
 * {@code vmpilot kill-all} and {@code vmpilot thaw}: every node clear of our guests, now, over SSH, whatever state anything else is in. A
 * main of its own: no database, no web server, no LRM needed. Pages: docs/kill-all.md, docs/man/vmpilot-kill-all.8.
 */
package org.vmpilot.killall;
