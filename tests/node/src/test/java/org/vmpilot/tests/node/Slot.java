package org.vmpilot.tests.node;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.vmpilot.protocol.GuestUuid;
import org.vmpilot.protocol.SlotKey;

/** A slot as an agent leaves it on a node: record, journal, configurations, guests. */
public record Slot(VirtualNode node, String key) {
    public static final int GUEST_MIB = 64;

    public String uuid(int guest) {
        return GuestUuid.of(SlotKey.parse(key), guest);
    }

    List<String> uuids(int guests) {
        List<String> all = new ArrayList<>();
        for (int guest = 0; guest < guests; guest++) {
            all.add(uuid(guest));
        }
        return all;
    }

    public String folder() {
        return "/run/vmpilot/slots/" + key;
    }

    /** Writes the slot record and the guests' configurations, as an agent does before it makes room. */
    public Slot record(int guests) {
        return record(guests, "4711");
    }

    /** @param job as the agent writes it */
    Slot record(int guests, String job) {
        return record(guests, job, "embedded");
    }

    Slot record(int guests, String job, String lrm) {
        return record(guests, job, job, lrm);
    }

    Slot record(int guests, String job, String hookJob, String lrm) {
        String boot = node.read("/proc/sys/kernel/random/boot_id").trim();
        StringBuilder text = new StringBuilder("SLOT=" + key + "\nNODE=node01\nJOB=" + job + "\nHOOK_JOB=" + hookJob
                + "\nLRM=" + lrm + "\nLEASE="
                + key.substring(0, 8) + "\nBOOT_ID=" + boot
                + "\nNONCE=abc\nCREATED_MS=1000\nSTARTED_MS=1000\nDEADLINE_MS=0\nMEMORY_MIB=" + guests * GUEST_MIB
                + "\nGUESTS=" + guests + "\nENDING_MS=1000\n");
        for (int guest = 0; guest < guests; guest++) {
            text.append("GUEST_%d_UUID=%s%nGUEST_%d_NAME=%s%nGUEST_%d_MEMORY_MIB=%d%n"
                    .formatted(guest, uuid(guest), guest, name(guest), guest, GUEST_MIB));
            writeConfiguration(guest);
        }
        node.write(folder() + "/slot", text.toString());
        node.write("/var/lib/vmpilot/open/" + key, text.toString());
        // vmpilot-node has made them before there was a record.
        List.of("/run/vmpilot/marks", "/var/lib/vmpilot/marks").forEach(node::makeFolder);
        return this;
    }

    String name(int guest) {
        return key + ".worker-" + guest;
    }

    private void writeConfiguration(int guest) {
        node.write(
                folder() + "/guests/" + guest + ".cfg",
                "name=\"%s\"%nuuid=\"%s\"%nmemory=%d%nkernel=\"/k\"%n".formatted(name(guest), uuid(guest), GUEST_MIB));
    }

    Slot journal(String... lines) {
        node.write(folder() + "/journal", String.join("\n", lines) + "\n");
        return this;
    }

    /** Starts guests without the slot's mark, as makers that are dead by now. */
    Slot guests(int count) {
        for (int guest = 0; guest < count; guest++) {
            writeConfiguration(guest);
            node.exec("xl", "create", folder() + "/guests/" + guest + ".cfg").mustSucceed();
        }
        return this;
    }

    /** What a maker of this slot has in its environment; only root can know it. */
    String mark() {
        String script = ". /opt/vmpilot/node/vmpilot-lib; begin;"
                + " make_folders && boot_secret make && echo $secret || die 1 \"$unknown\"";
        return "VMPILOT_SLOT=" + key + "."
                + node.exec("bash", "-pc", script).mustSucceed().out().strip();
    }

    /** A create as the agent runs it; it puts the mark on itself. */
    public Run create(int guest) {
        return node.start("env", "VMPILOT_SLOT=" + key, VirtualNode.PROGRAMS + "vmpilot-create", key, "" + guest);
    }

    /** Somebody who answers for the slot, as vmpilot-node does by its run lock; ends when it is killed. */
    Run held() {
        String lock = "/run/vmpilot/locks/" + key + ".run";
        node.sh("mkdir -p -m 700 /run/vmpilot /run/vmpilot/locks").mustSucceed();
        Run holder = node.start("/bin/sh", "-c", "exec 9>>" + lock + " && flock 9 && exec sleep 7777");
        Patience.await("the slot is held")
                .until(() -> node.sh("flock -n -x " + lock + " true").exit() != 0);
        return holder;
    }

    /** Whether the judge still sees its guest. */
    boolean lives(int guest) {
        return node.domains().contains(uuid(guest));
    }

    /** One that waits for a go that nobody says, as long as its agent lives. */
    Run createAtGo(int guest) {
        String input = folder() + "/guests/" + guest + ".go";
        node.sh("mkfifo " + input).mustSucceed();
        String create = VirtualNode.PROGRAMS + "vmpilot-create " + key + " " + guest + " --at-go";
        return node.start("env", "VMPILOT_SLOT=" + key, "sh", "-c", "exec " + create + " <>" + input);
    }

    JsonNode certificate() {
        return VirtualNode.json(node.read("/var/lib/vmpilot/certificates/" + key + ".json"));
    }

    boolean isCertified() {
        return node.exists("/var/lib/vmpilot/certificates/" + key + ".json");
    }

    String verdict() {
        return certificate().get("verdict").asText();
    }

    List<String> ends() {
        List<String> ends = new ArrayList<>();
        certificate().get("guests").forEach(guest -> ends.add(guest.get("ended").asText()));
        return ends;
    }

    /** Every trace on the node but certificates, and nothing of it is there any more. */
    boolean isForgotten() {
        return !node.exists(folder()) && !node.exists("/var/lib/vmpilot/open/" + key);
    }
}
