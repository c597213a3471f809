package org.vmpilot.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmpilot.coordinator.access.Caller;
import org.vmpilot.coordinator.access.NewToken;
import org.vmpilot.coordinator.access.Role;
import org.vmpilot.coordinator.access.TokenRefused;
import org.vmpilot.coordinator.config.Access;
import org.vmpilot.coordinator.config.Quota;
import org.vmpilot.coordinator.lease.LeaseState;
import org.vmpilot.coordinator.service.AccountService;
import org.vmpilot.coordinator.service.AuditQuery;
import org.vmpilot.coordinator.service.LimitReachedException;
import org.vmpilot.coordinator.service.NotStoredException;
import org.vmpilot.protocol.LeaseToken;
import org.vmpilot.protocol.view.AuditView;
import org.vmpilot.protocol.view.NewTokenView;
import org.vmpilot.protocol.view.TokenView;

/** Tokens, limits that look back, and the audit, in virtual time and across restarts. */
class TokensTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Caller ADMIN = Caller.admin(Caller.BOOTSTRAP, "10.0.0.1");
    private static final Access ACCESS = new Access(
            List.of(
                    new Access.Project("night", Optional.empty(), Quota.NONE),
                    new Access.Project(
                            "day",
                            Optional.of("acct"),
                            new Quota(
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.of(2),
                                    DAY))),
            Quota.NONE,
            Duration.ofDays(30));

    @TempDir(factory = InMemory.class)
    Path folder;

    private final FullDisk disk = new FullDisk();
    private Site site;

    @BeforeEach
    void start() {
        site = Site.with(folder, 3, ACCESS);
        site.wrap(disk);
        site.start();
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private AccountService accounts() {
        return site.rooms().accounts();
    }

    private <T> T done(CompletableFuture<T> answer) {
        assertThat(site.world.runUntil(answer::isDone, Duration.ofMinutes(1))).isTrue();
        return answer.join();
    }

    private Throwable failed(CompletableFuture<?> answer) {
        assertThat(site.world.runUntil(answer::isDone, Duration.ofMinutes(1))).isTrue();
        return answer.handle((value, failure) -> failure instanceof CompletionException ? failure.getCause() : failure)
                .join();
    }

    private NewTokenView token(String name, Role role, String project, Duration lives) {
        return done(accounts().create(ADMIN, new NewToken(name, role, project, Optional.ofNullable(lives))));
    }

    private TokenRefused.Kind refused(String name, Role role, String project) {
        Throwable why = failed(accounts().create(ADMIN, new NewToken(name, role, project, Optional.empty())));
        assertThat(why).isInstanceOf(TokenRefused.class);
        return ((TokenRefused) why).kind();
    }

    private List<AuditView> audit(String action) {
        return accounts()
                .audit(new AuditQuery(
                        Optional.empty(),
                        Optional.of(action),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        100))
                .items();
    }

    @Test
    void a_token_opens_the_door_at_once_and_after_a_restart_until_it_expires() {
        NewTokenView made = token("svc", Role.SUBMITTER, "night", DAY);

        assertThat(made.token()).matches("vmp_[A-Za-z0-9_-]{43}");
        assertThat(made.view().id()).isEqualTo("svc.1");
        Caller caller = accounts().caller(made.token(), "10.0.0.2").orElseThrow();
        assertThat(caller).isEqualTo(new Caller("svc", Role.SUBMITTER, "night", "10.0.0.2", Optional.of("svc.1")));
        assertThat(accounts().caller(made.token() + "x", "")).isEmpty();
        site.kill();
        site.start();
        assertThat(accounts().caller(made.token(), "10.0.0.2")).contains(caller);
        site.world.runFor(DAY.minusSeconds(1));
        assertThat(accounts().valid(caller)).isTrue();
        site.world.runFor(Duration.ofSeconds(2));
        assertThat(accounts().valid(caller)).isFalse();
        assertThat(accounts().caller(made.token(), "")).isEmpty();
        assertThat(accounts().tokens(Optional.empty(), 10).items())
                .extracting(TokenView::valid)
                .containsExactly(false);
    }

    @Test
    void of_a_name_two_are_valid_at_a_time_for_the_same() {
        String first = token("svc", Role.SUBMITTER, "night", null).token();
        assertThat(refused("svc", Role.OPERATOR, "night")).isEqualTo(TokenRefused.Kind.CONFLICT);
        assertThat(refused("svc", Role.SUBMITTER, "day")).isEqualTo(TokenRefused.Kind.CONFLICT);
        String second = token("svc", Role.SUBMITTER, "night", null).token();
        assertThat(refused("svc", Role.SUBMITTER, "night")).isEqualTo(TokenRefused.Kind.CONFLICT);
        assertThat(refused("svc2", Role.SUBMITTER, "noon")).isEqualTo(TokenRefused.Kind.NO_SUCH_PROJECT);
        assertThat(refused("bootstrap", Role.ADMIN, "default")).isEqualTo(TokenRefused.Kind.CONFLICT);
        List<Boolean> told = new ArrayList<>();
        accounts().onRevoked(() -> told.add(true));
        assertThat(done(accounts().revoke(ADMIN, "svc.1"))).hasSize(1);

        assertThat(told).hasSize(1);
        assertThat(accounts().caller(first, "")).isEmpty();
        assertThat(accounts().caller(second, "")).isPresent();
        assertThat(token("svc", Role.SUBMITTER, "night", null).view().id()).isEqualTo("svc.3");
        assertThat(done(accounts().revoke(ADMIN, "svc")))
                .extracting(TokenView::id)
                .containsExactly("svc.2", "svc.3");
        assertThat(done(accounts().revoke(ADMIN, "svc"))).isEmpty();
        assertThat(failed(accounts().revoke(ADMIN, "nobody"))).isInstanceOf(TokenRefused.class);
        site.kill();
        site.start();
        assertThat(accounts().caller(second, "")).isEmpty();
        assertThat(audit("token_revoke"))
                .extracting(entry -> entry.who() + " " + entry.address() + " " + entry.target())
                .containsExactly("bootstrap 10.0.0.1 svc.3", "bootstrap 10.0.0.1 svc.2", "bootstrap 10.0.0.1 svc.1");
    }

    @Test
    void what_cannot_be_written_is_not_made_and_not_revoked() {
        String there = token("svc", Role.SUBMITTER, "night", null).token();
        disk.full = true;
        assertThat(failed(accounts().create(ADMIN, new NewToken("two", Role.MONITOR, "default", Optional.empty()))))
                .isInstanceOf(NotStoredException.class);
        assertThat(failed(accounts().revoke(ADMIN, "svc"))).isInstanceOf(NotStoredException.class);

        assertThat(accounts().caller(there, "")).isPresent();
        assertThat(accounts().tokens(Optional.empty(), 10).items()).hasSize(1);
    }

    @Test
    void node_hours_are_counted_from_go_to_the_end_and_across_a_restart() {
        Caller day = new Caller("svc", Role.SUBMITTER, "day", "", Optional.of("svc.1"));
        LeaseToken first = made(day, "one");
        assertThat(site.world.runUntil(() -> site.is(first, LeaseState.ENDED), Duration.ofHours(3)))
                .isTrue();
        assertThat(site.lease(first).request().account()).contains("acct");
        LeaseToken second = made(day, "two");
        assertThat(site.world.runUntil(() -> site.is(second, LeaseState.ACTIVE), HOUR))
                .isTrue();
        tooMuch(day);
        site.kill();
        site.start();
        site.world.runFor(Duration.ofSeconds(1));
        tooMuch(day);
        site.end(second);
        assertThat(site.world.runUntil(() -> site.is(second, LeaseState.ENDED), HOUR))
                .isTrue();

        site.world.runFor(DAY.plus(HOUR));
        site.kill();
        site.start();
        site.world.runFor(Duration.ofSeconds(1));
        assertThat(made(day, "three")).isNotNull();
    }

    private LeaseToken made(Caller by, String key) {
        var request = Site.request(1, HOUR);
        return done(site.leases().make(request, Site.key(key, request), by)).token();
    }

    private void tooMuch(Caller by) {
        var request = Site.request(1, HOUR);
        Throwable why = failed(site.leases().make(request, Site.key("more", request), by));
        assertThat(why).isInstanceOf(LimitReachedException.class).hasMessageContaining("node-hours");
    }

    @Test
    void one_key_of_two_owners_makes_two_leases_and_each_change_says_whose_it_is() {
        Caller one = new Caller("one", Role.SUBMITTER, "night", "10.0.0.3", Optional.empty());
        Caller two = new Caller("two", Role.SUBMITTER, "night", "10.0.0.4", Optional.empty());
        LeaseToken first = made(one, "key");
        LeaseToken second = made(two, "key");

        assertThat(second).isNotEqualTo(first);
        assertThat(made(one, "key")).isEqualTo(first);
        assertThat(done(site.leases().as(two).end(first.text()))).isTrue();
        assertThat(site.lease(first).reason()).isEqualTo("ended by two");
        done(site.leases().as(two).end(first.text()));
        assertThat(audit("create"))
                .extracting(entry -> entry.who() + " " + entry.address() + " " + entry.target())
                .containsExactly("two 10.0.0.4 " + second, "one 10.0.0.3 " + first);
        assertThat(audit("end")).extracting(AuditView::who).containsExactly("two");
        done(site.rooms()
                .freezes()
                .freeze(new Caller("ops", Role.OPERATOR, "default", "", Optional.empty()), "root", "drill"));
        assertThat(site.leases().status().frozen().who()).isEqualTo("ops (root)");
        assertThat(audit("freeze"))
                .extracting(AuditView::words)
                .first()
                .asString()
                .contains("frozen by ops (root)");
    }

    @Test
    void what_the_disk_cannot_take_is_neither_done_nor_audited() {
        Caller one = new Caller("one", Role.SUBMITTER, "night", "", Optional.empty());
        LeaseToken lease = made(one, "key");
        disk.full = true;
        assertThat(failed(site.leases().as(one).end(lease.text()))).isInstanceOf(NotStoredException.class);
        disk.full = false;

        assertThat(audit("end")).isEmpty();
        assertThat(done(site.leases().as(one).end(lease.text()))).isTrue();
        assertThat(audit("end")).hasSize(1);
    }
}
