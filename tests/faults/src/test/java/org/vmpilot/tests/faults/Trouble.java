package org.vmpilot.tests.faults;

/** What goes wrong while somebody brings a hostile node home: faults of xl and its tools, strange neighbours, processes that die. */
enum Trouble {
    NONE(true),
    LIST_FAILS_ONCE(true, "fail", "command=list", "count=1"),
    LIST_IS_NOISE_ONCE(true, "garbage", "command=list", "count=1"),
    LIST_IS_CUT_ONCE(true, "truncate", "command=list", "count=1"),
    DESTROY_FAILS_ONCE(true, "fail", "command=destroy", "count=1"),
    DESTROY_LEAVES_IT_DYING(true, "leaves-dying", "seconds=0.7"),
    REBOOTS_MEANWHILE(true),
    STRANGER_REBOOTS(true),
    STRANGER_SUSPENDED(true),
    STRANGER_ENDED_FOR_A_REASON_OF_ITS_OWN(true),
    LOCK_FILE_IS_LEFT(true),
    LIST_HANGS(false, "hang", "command=list"),
    LIST_IS_CUT(false, "truncate", "command=list"),
    DESTROY_PRETENDS(false, "pretend", "command=destroy"),
    XENSTORE_FAILS(false, "fail", "command=xenstore-ls"),
    XENSTORE_HANGS(false, "hang", "command=xenstore-ls"),
    XENSTORE_IS_NOISE(false, "garbage", "command=xenstore-ls", "exit=1"),
    CHILD_IS_KILLED(false),
    CHILDREN_ARE_KILLED(false),
    CHILD_IS_STOPPED(false),
    ACTOR_IS_KILLED(false);

    /** No reason not to be clean at once. */
    final boolean passing;

    /** Words for the simulated xl; empty: none. */
    private final String fault;

    Trouble(boolean passing, String... fault) {
        this.passing = passing;
        this.fault = String.join(" ", fault);
    }

    boolean hitsProcesses() {
        return name().startsWith("CHILD") || this == ACTOR_IS_KILLED;
    }

    /** Before anybody acts. */
    void arm(Ground ground, String slot) {
        if (!fault.isEmpty()) {
            ground.simulated(("fault add " + fault).split(" ", -1));
        }
        switch (this) {
            case STRANGER_REBOOTS -> stranger(ground, "reboot");
            case STRANGER_SUSPENDED -> stranger(ground, "suspend");
            case STRANGER_ENDED_FOR_A_REASON_OF_ITS_OWN -> stranger(ground, "0xe7");
            case LOCK_FILE_IS_LEFT -> ground.write("/run/vmpilot/locks/" + slot + ".run", "");
            case REBOOTS_MEANWHILE -> ground.simulated("set", "guest.behaviour=reboots:0.05:3");
            default -> {}
        }
    }

    /** Somebody's domain without a daemon that would tidy it, of an odd name. */
    private static void stranger(Ground ground, String deed) {
        ground.write(
                "/run/stranger.cfg",
                "name=\"a stranger's 766d7074-0 7\"\nmemory=16\nkernel=\"/k\"\nuuid=\"" + STRANGER + "\"\n");
        ground.node.exec("xl", "create", "-e", "/run/stranger.cfg").mustSucceed();
        ground.simulated("guest", STRANGER, deed);
    }

    static final String STRANGER = "99999999-8888-7777-6666-555555555555";

    void heal(Ground ground) {
        ground.simulated("fault", "clear");
        ground.simulated("set", "guest.behaviour=");
        String stranger = domid(ground);
        if (!stranger.isEmpty()) {
            ground.simulated("fault", "clear");
            ground.node.exec("xl", "destroy", stranger).mustSucceed();
        }
    }

    /** The stranger's domid, empty if there is none. */
    static String domid(Ground ground) {
        for (var domain : ground.truth().get("domains")) {
            if (domain.get("uuid").asText().equals(STRANGER)) {
                return domain.get("domid").asText();
            }
        }
        return "";
    }
}
