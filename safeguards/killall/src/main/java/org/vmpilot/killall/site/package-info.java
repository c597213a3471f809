/**
 * The site file {@code killall.conf}: which nodes there are and how they are reached. Needs no coordinator. Reads one file, contacts nobody.
 */
package org.vmpilot.killall.site;
