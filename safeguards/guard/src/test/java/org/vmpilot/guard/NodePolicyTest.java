package org.vmpilot.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmpilot.protocol.Boot;
import org.vmpilot.protocol.Disk;
import org.vmpilot.protocol.Ending;
import org.vmpilot.protocol.GuestOrder;
import org.vmpilot.protocol.GuestSpec;
import org.vmpilot.protocol.Nic;
import org.vmpilot.protocol.Order;
import org.vmpilot.protocol.SlotKey;
import org.vmpilot.protocol.TeardownBudget;

class NodePolicyTest {
    private static final SlotKey SLOT = SlotKey.parse("vabcdefga1.2");
    private static final String NONCE = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path folder;

    private Path kernel;
    private Path image;
    private NodePolicy policy;

    @BeforeEach
    void begin() throws Exception {
        folder = folder.toRealPath();
        kernel = file("kernels/vmlinuz");
        image = file("images/a+b_1.img");
        policy = new NodePolicy(NodeConfFile.parse(
                Path.of("node.conf"),
                "node = node01\ncoordinator = head:7071\nguests-max = 2\nguest-memory-max = 1024\nguest-vcpus-max = 4\nkernels = "
                        + folder.resolve("kernels") + "\nimages = " + folder.resolve("images")
                        + "\nboot-loaders = pygrub:/usr/bin/pygrub --quiet\nbridges = xenbr0\nduration-max = 3600\n"));
    }

    @Test
    void anOrderWithinThePolicyIsAccepted() {
        Order order = order(guest(0, spec(512, kernel.toString(), "quiet", disk(image.toString()), "xenbr0")));

        assertThat(policy.rule(order, SLOT, NONCE)).isEqualTo(new Ruling.Accepted(order));
    }

    @Test
    void allViolationsAreSaidAtOnce() {
        GuestSpec greedy = spec(4096, "/etc/shadow", "a\nb", disk("/etc/passwd"), "br0,script=/tmp/x");

        assertThat(violations(order(guest(0, greedy))))
                .anyMatch(words -> words.contains("guest 0: memory 4096 is not within 1 to 1024"))
                .anyMatch(words -> words.contains("kernel /etc/shadow is in none of this node's folders (kernels"))
                .anyMatch(words -> words.contains("command line must be printable"))
                .anyMatch(words -> words.contains("disk /etc/passwd is in none of this node's folders (images"))
                .anyMatch(words -> words.contains("bridge 'br0,script=/tmp/x' is not among bridges"))
                .hasSize(5);
    }

    /** A portal may keep its users' file names; what they mean to xl's configuration, a shell or the reaper is nobody's to try. */
    @ParameterizedTest
    @ValueSource(
            strings = {"u$(id).img", "a b.img", "a,b.img", "a'b.img", "a\"b.img", "a]b.img", "`id`.img", "a;b.img"})
    void anImageWithAnOddNameIsRefusedAlsoBehindALink(String name) throws IOException {
        Path odd = file("images/" + name);
        Path link = Files.createSymbolicLink(folder.resolve("images/plain"), odd);

        for (Path path : List.of(odd, link)) {
            assertThat(violations(order(guest(0, spec(64, kernel.toString(), "", disk(path.toString()), null)))))
                    .singleElement()
                    .asString()
                    .contains("letters, digits and . _ / + @ = : ~ -");
        }
    }

    @Test
    void anOrderForSomebodyElseIsRefused() {
        Order order = order(guest(0, spec(64, kernel.toString(), "", null, null)));

        assertThat(violations(order, SlotKey.parse("vabcdefga1.3"), "other"))
                .anyMatch(words -> words.contains("not for vabcdefga1.3"))
                .anyMatch(words -> words.contains("another claim"))
                .hasSize(2);
        Order elsewhere = new Order(
                SLOT,
                "node02",
                NONCE,
                "lease",
                order.guests(),
                order.duration(),
                order.walltime(),
                order.startAllowance(),
                order.assemblyAllowance(),
                order.teardown(),
                true);
        assertThat(violations(elsewhere)).containsExactly("the order is for another node than node01");
    }

    /** After GO its end can be moved as far as its walltime goes, and the node is not asked again. */
    @Test
    void aShortOrderThatMayBecomeLongerThanTheNodeAllowsIsRefused() {
        Order order = order(guest(0, spec(64, kernel.toString(), "", null, null)));
        Order stretchable = new Order(
                SLOT,
                "node01",
                NONCE,
                "lease",
                order.guests(),
                Duration.ofMinutes(1),
                Duration.ofHours(2),
                Duration.ofMinutes(2),
                Duration.ofMinutes(3),
                order.teardown(),
                true);
        assertThat(violations(stretchable))
                .singleElement()
                .asString()
                .startsWith("its duration can become ")
                .contains("more than 3600 s (duration-max in node.conf)");
    }

    @Test
    void absurdDurationsAreRefusedEachByItsName() {
        Order order = order(guest(0, spec(64, kernel.toString(), "", null, null)));
        Duration century = Duration.ofDays(36_600);
        Duration never = Duration.ofSeconds(-1);
        Order absurd = new Order(
                SLOT,
                "node01",
                NONCE,
                "lease",
                order.guests(),
                century,
                century,
                Duration.ZERO,
                never,
                new TeardownBudget(never, century, never),
                Optional.of(century),
                true);
        assertThat(violations(absurd))
                .anyMatch(words -> words.startsWith("duration 3162240000000 ms is not within"))
                .anyMatch(words -> words.startsWith("walltime "))
                .anyMatch(words -> words.startsWith("start allowance 0 ms"))
                .anyMatch(words -> words.startsWith("assembly allowance -1000 ms"))
                .anyMatch(words -> words.startsWith("polite budget -1000 ms"))
                .anyMatch(words -> words.startsWith("forced budget "))
                .anyMatch(words -> words.startsWith("margin "))
                .anyMatch(words -> words.startsWith("the LRM's notice "))
                .hasSize(8);
    }

    @Test
    void aLinkOutOfTheFolderIsFollowedAndRefused() throws IOException {
        Path secret = file("secret");
        Path link = Files.createSymbolicLink(folder.resolve("kernels/link"), secret);
        Path way = Files.createSymbolicLink(folder.resolve("images/way"), folder);

        assertThat(violations(order(guest(0, spec(64, link.toString(), "", disk(way + "/secret"), null)))))
                .anyMatch(words -> words.contains("(really " + secret + ")"))
                .hasSize(2);
    }

    @Test
    void aLinkWithinTheFolderIsAcceptedAndResolved() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("kernels/current"), kernel);

        Ruling ruling = policy.rule(order(guest(0, spec(64, link.toString(), "", null, null))), SLOT, NONCE);

        assertThat(ruling)
                .isInstanceOfSatisfying(
                        Ruling.Accepted.class,
                        accepted -> assertThat(
                                        accepted.order().guests().get(0).spec().boot())
                                .isEqualTo(new Boot.Kernel(kernel.toString(), Optional.empty(), "")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "vmlinuz",
                "/nowhere",
                "%s/kernels",
                "%s/kernels/../secret",
                "%s/kernels/ü",
                "%s/kernels/vmlinuz\n"
            })
    void aKernelThatIsNoReadableFileInTheFolderIsRefused(String path) throws IOException {
        file("secret");

        assertThat(violations(order(guest(0, spec(64, path.replace("%s", folder.toString()), "", null, null)))))
                .hasSize(1);
    }

    @Test
    void aNeighbourFolderWhoseNameBeginsAlikeIsAnotherFolder() throws IOException {
        Path other = file("kernels-of-others/vmlinuz");

        assertThat(violations(order(guest(0, spec(64, other.toString(), "", null, null)))))
                .hasSize(1);
    }

    @Test
    void aQcow2ImageMayNotNameAnotherFile() throws IOException {
        Disk plain = new Disk(qcow2("plain.qcow2", 0, 0).toString(), Disk.Format.QCOW2, Disk.Mode.READ_WRITE, "xvda");
        Disk backed =
                new Disk(qcow2("backed.qcow2", 104, 0).toString(), Disk.Format.QCOW2, Disk.Mode.READ_WRITE, "xvda");
        Disk external =
                new Disk(qcow2("external.qcow2", 0, 4).toString(), Disk.Format.QCOW2, Disk.Mode.READ_WRITE, "xvda");
        Disk raw = new Disk(file("images/raw.qcow2").toString(), Disk.Format.QCOW2, Disk.Mode.READ_WRITE, "xvda");

        assertThat(violations(order(guest(0, spec(64, kernel.toString(), "", plain, null)))))
                .isEmpty();
        assertThat(violations(order(guest(0, spec(64, kernel.toString(), "", backed, null)))))
                .singleElement()
                .asString()
                .contains("has a backing file");
        assertThat(violations(order(guest(0, spec(64, kernel.toString(), "", external, null)))))
                .singleElement()
                .asString()
                .contains("keeps its data in another file");
        assertThat(violations(order(guest(0, spec(64, kernel.toString(), "", raw, null)))))
                .singleElement()
                .asString()
                .contains("is not a qcow2 image");
    }

    /** A guest that has an image raw and writable can write a header of qcow2 into it, for an order that calls it so. */
    @Test
    void anImagesFormatIsItsOwnAndNotTheOrders() throws IOException {
        Path named = qcow2("a.qcow2", 0, 0);
        Path header = qcow2("written-by-a-guest.img", 0, 0);
        Path linked = image.resolveSibling("linked.qcow2");
        Files.createSymbolicLink(linked, header);

        for (Path other : List.of(header, linked)) {
            Disk disk = new Disk(other.toString(), Disk.Format.QCOW2, Disk.Mode.READ_ONLY, "xvda");
            assertThat(violations(order(guest(0, spec(64, kernel.toString(), "", disk, null)))))
                    .singleElement()
                    .asString()
                    .contains("disk " + header + " is not qcow2");
        }
        assertThat(violations(order(guest(0, spec(64, kernel.toString(), "", disk(named.toString()), null)))))
                .singleElement()
                .asString()
                .contains("disk " + named + " is not raw");
    }

    /** Its owner can move it away, and put another one there. */
    @Test
    void anAccountsFileInAFolderLikeTmpIsRefused() throws IOException {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "only root can give a file away");
        Files.setAttribute(image.getParent(), "unix:mode", 01777);
        GuestSpec spec = spec(64, kernel.toString(), "", disk(image.toString()), null);
        assertThat(violations(order(guest(0, spec)))).isEmpty();

        Files.setAttribute(image, "unix:uid", 1234);

        assertThat(violations(order(guest(0, spec))))
                .singleElement()
                .asString()
                .contains(image + ": belongs to the account with number 1234; it must belong to root");
    }

    @Test
    void aBootLoaderMustBeListedAndNeedsADisk() {
        GuestSpec listed = loader("pygrub", List.of(disk(image.toString())));

        assertThat(violations(order(guest(0, listed)))).isEmpty();
        assertThat(violations(order(guest(0, loader("/bin/sh", List.of()))))).hasSize(2);
        assertThat(violations(order(guest(0, loader("/usr/bin/pygrub", List.of(disk(image.toString())))))))
                .containsExactly("guest 0: boot loader '/usr/bin/pygrub' is no name in boot-loaders in node.conf");
    }

    @Test
    void foldersAndQcow2HeadersThatOthersCanWriteAreRefused() throws IOException {
        GuestSpec raw = spec(64, kernel.toString(), "", disk(image.toString()), null);
        Path images = image.getParent();
        Files.setPosixFilePermissions(images, PosixFilePermissions.fromString("rwxrwxr-x"));
        assertThat(violations(order(guest(0, raw))))
                .singleElement()
                .asString()
                .contains(images + ": others than its owner can write in it; chmod go-w " + images);

        Files.setPosixFilePermissions(images, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(violations(order(guest(0, raw)))).hasSize(2);

        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(violations(order(guest(0, raw)))).isEmpty();
        Path header = qcow2("own.qcow2", 0, 0);
        Files.setPosixFilePermissions(header, PosixFilePermissions.fromString("rw-rw-rw-"));
        Disk disk = new Disk(header.toString(), Disk.Format.QCOW2, Disk.Mode.READ_ONLY, "xvda");
        assertThat(violations(order(guest(0, spec(64, kernel.toString(), "", disk, null)))))
                .singleElement()
                .asString()
                .contains("has a header that others could change");
    }

    /** Between the order and GO lie minutes. */
    @Test
    void whatWasAcceptedIsJudgedAgain() throws IOException {
        Path linked = image.resolveSibling("linked.img");
        Files.createSymbolicLink(linked, image);
        Path qcow2 = qcow2("plain.qcow2", 0, 0);
        Order order = order(
                guest(0, spec(64, kernel.toString(), "", disk(linked.toString()), null)),
                guest(
                        1,
                        spec(
                                64,
                                kernel.toString(),
                                "",
                                new Disk(qcow2.toString(), Disk.Format.QCOW2, Disk.Mode.READ_WRITE, "xvda"),
                                null)));
        Order accepted = ((Ruling.Accepted) policy.rule(order, SLOT, NONCE)).order();
        assertThat(again(order, accepted, 0)).isEmpty();
        assertThat(again(order, accepted, 1)).isEmpty();

        Files.delete(linked);
        Files.createSymbolicLink(linked, file("images/other.img"));
        qcow2("plain.qcow2", 512, 0);

        assertThat(again(order, accepted, 0)).singleElement().asString().contains("other.img by now, and was");
        assertThat(again(order, accepted, 1)).singleElement().asString().contains("has a backing file");
    }

    private List<String> again(Order order, Order accepted, int index) {
        return policy.again(order.guests().get(index), accepted.guests().get(index));
    }

    @Test
    void tooManyGuestsAbsurdDurationsAndLabelsAreRefused() {
        GuestSpec spec = spec(64, kernel.toString(), "", null, null);
        Order three = order(guest(0, spec), guest(1, spec), guest(2, spec));
        assertThat(violations(three)).containsExactly("it has 3 guests; 1 to 2 are allowed (guests-max in node.conf)");

        assertThat(violations(order(Duration.ofHours(2), guest(0, spec)))).hasSize(1);
        assertThat(violations(order(Duration.ZERO, guest(0, spec)))).hasSize(1);
        assertThat(violations(order(new GuestOrder(0, "a\" b", spec)))).hasSize(1);
        assertThat(violations(order(guest(1, spec)))).containsExactly("guest 1 stands at place 0");
        assertThat(violations(order(new GuestOrder(0, "a", spec), new GuestOrder(1, "a", spec))))
                .hasSize(1);
    }

    private List<String> violations(Order order) {
        return violations(order, SLOT, NONCE);
    }

    private List<String> violations(Order order, SlotKey slot, String nonce) {
        Ruling ruling = policy.rule(order, slot, nonce);
        return ruling instanceof Ruling.Refused refused ? refused.violations() : List.of();
    }

    private Path file(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "content");
    }

    private Path qcow2(String name, long backing, long incompatible) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(104);
        header.putInt(0, 0x514649fb).putInt(4, 3).putLong(8, backing).putLong(72, incompatible);
        return Files.write(folder.resolve("images").resolve(name), header.array());
    }

    private static Disk disk(String path) {
        return new Disk(path, Disk.Format.RAW, Disk.Mode.READ_WRITE, "xvda");
    }

    private static GuestOrder guest(int index, GuestSpec spec) {
        return new GuestOrder(index, "worker-" + (index + 1), spec);
    }

    private static GuestSpec loader(String name, List<Disk> disks) {
        return new GuestSpec(
                64,
                1,
                new Boot.Loader(name),
                disks,
                List.of(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                new Ending.Destroy());
    }

    private static GuestSpec spec(int memoryMib, String kernel, String commandLine, Disk disk, String bridge) {
        return new GuestSpec(
                memoryMib,
                1,
                new Boot.Kernel(kernel, Optional.empty(), commandLine),
                disk == null ? List.of() : List.of(disk),
                bridge == null ? List.of() : List.of(new Nic(bridge, Optional.empty())),
                OptionalInt.empty(),
                OptionalInt.empty(),
                new Ending.Destroy());
    }

    private static Order order(GuestOrder... guests) {
        return order(Duration.ofMinutes(10), guests);
    }

    private static Order order(Duration duration, GuestOrder... guests) {
        return new Order(
                SLOT,
                "node01",
                NONCE,
                "lease",
                List.of(guests),
                duration,
                Duration.ofMinutes(30),
                Duration.ofMinutes(2),
                Duration.ofMinutes(10),
                new TeardownBudget(Duration.ofSeconds(30), Duration.ofSeconds(15), Duration.ofSeconds(5)),
                true);
    }
}
