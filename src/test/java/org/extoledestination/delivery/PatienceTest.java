package org.extoledestination.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.extoledestination.delivery.DeliveryOutcome.Fault;
import org.extoledestination.delivery.DeliveryOutcome.Misconfigured;
import org.extoledestination.delivery.DeliveryOutcome.Unavailable;
import org.extoledestination.delivery.DeliverySettings.Account;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.event.ExtoleRequest.Operation;
import org.extoledestination.platform.telemetry.Meters;
import org.extoledestination.support.SettableClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatienceTest {

    private static final Line LINE = new Line(Operation.ASYNC_EVENT);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-02T09:00:00Z"));
    private final DeliverySettings settings = settings(List.of());
    private final DeliveryPause pause = new DeliveryPause(clock, System::nanoTime, settings.backoff(), () -> "");
    private final Patience patience = patience(List.of(), List.of());

    private Patience patience(List<Account> accounts, List<String> sources) {
        return new Patience(
                settings,
                new ExtoleWay(settings.eventsUrl(), settings.apiUrl(), Optional.empty()),
                pause,
                new ExtoleAccounts(settings(accounts), sources),
                clock,
                new Meters(new SimpleMeterRegistry()));
    }

    private static DeliverySettings settings(List<Account> accounts) {
        return new DeliverySettings(
                URI.create("http://127.0.0.1"),
                URI.create("http://127.0.0.1"),
                "key",
                "",
                8,
                Duration.ofSeconds(1),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofHours(4),
                0,
                90,
                30,
                100,
                Duration.ofDays(30),
                Duration.ofDays(365),
                IdsIn.AUTOMATIC,
                accounts);
    }

    @Test
    void anEventThatFailsAloneForLongerThanHoldAfterIsOver() {
        Exchange exchange = exchange();

        fail(exchange);
        clock.move(Duration.ofSeconds(9));
        fail(exchange);
        assertThat(patience.isOver(exchange)).isFalse();
        clock.move(Duration.ofSeconds(2));
        fail(exchange);

        assertThat(patience.isOver(exchange)).isTrue();
        assertThat(patience.lasts(exchange)).isFalse();
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                arguments("a 500", unavailable(500, null, true), false),
                arguments("a 502", unavailable(502, null, false), false),
                arguments("a 503 that asks to wait", unavailable(503, Duration.ofSeconds(5), false), true),
                arguments("a 429", unavailable(429, null, false), true),
                arguments("a token that has expired", misconfigured(401, "expired_access_token"), true),
                arguments("a firewall's page", misconfigured(403, "http_403"), false),
                arguments("no Extole", misconfigured(204, "misrouted"), false),
                arguments("no answer in time", new SocketTimeoutException(), false),
                arguments("a reset", new SocketException("Connection reset"), false),
                arguments("a connection that ends", new NoHttpResponseException("gone"), false),
                arguments("no connection", new ConnectException("refused"), false));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void whatFailsAgainAfterOthersHavePassedPausesThemOnlyIfItCannotBeItsOwnFault(
            String what, Exception failure, boolean pauses) {
        List<Exchange> failing = failedBefore();
        clock.move(Duration.ofSeconds(1));
        pause.extoleWorks(LINE);
        clock.move(Duration.ofSeconds(1));

        failing.forEach(exchange -> fail(exchange, failure));

        assertThat(pause.isFor(LINE)).isEqualTo(pauses);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void whateverFailsAgainWhileNobodyPassesIsAPause(String what, Exception failure) {
        List<Exchange> failing = failedBefore();

        for (int i = 0; i < 2; i++) {
            clock.move(Duration.ofSeconds(1));
            failing.forEach(exchange -> fail(exchange, failure));
        }

        assertThat(pause.isFor(LINE)).isTrue();
    }

    @Test
    void whatFailsForTheFirstTimeIsAPauseAlthoughOthersHavePassedSinceItWaits() {
        for (int i = 0; i < DeliveryPause.IN_A_ROW; i++) {
            Exchange exchange = exchange();
            stopAtGate(exchange, patience);
            clock.move(Duration.ofSeconds(1));
            if (i == 0) {
                pause.extoleWorks(LINE);
                clock.move(Duration.ofSeconds(1));
            }
            fail(exchange, unavailable(500, null, true));
        }

        assertThat(pause.isFor(LINE)).isTrue();
    }

    @Test
    void connectionsThatEndWithoutAnAnswerAreAPauseEvenOfOneEvent() {
        Exchange only = exchange();

        for (int i = 0; i <= DeliveryPause.IN_A_ROW; i++) {
            fail(only, new SocketException("Connection reset"));
            clock.move(Duration.ofSeconds(1));
        }

        assertThat(pause.isFor(LINE)).isTrue();
    }

    @Test
    void theAnswerThatEndsAPauseMakesNobodyFailByThemselves() {
        List<Exchange> failing = failedBefore();
        pause(LINE);
        failing.forEach(exchange -> stopAtGate(exchange, patience));
        clock.move(Duration.ofSeconds(1));
        pause.extoleWorks(LINE);
        clock.move(Duration.ofSeconds(1));

        failing.forEach(exchange -> fail(exchange, unavailable(500, null, true)));

        assertThat(pause.isFor(LINE)).isTrue();
    }

    /** Tokens and pages of a proxy: nothing has passed since it came, so it is not the one that is wrong. */
    @ParameterizedTest
    @ValueSource(strings = {"http_403", "misrouted", "expired_access_token"})
    void aFaultInOurSetUpIsAPauseEvenOfOneEventThatHadFailedBefore(String code) {
        Exchange only = exchange();
        fail(only, unavailable(503, null, false));
        clock.move(Duration.ofSeconds(1));

        fail(only, misconfigured(403, code));

        assertThat(pause.isFor(LINE)).isTrue();
    }

    @Test
    void anEventWhoseSetUpIsWrongStepsAsideWhileOthersPass() {
        Exchange exchange = exchange();
        for (int i = 0; i < 4; i++) {
            fail(exchange, misconfigured(403, "access_denied"));
            assertThat(pause.isFor(LINE)).isTrue();
            clock.move(Duration.ofSeconds(2));
            // The first ends the pause.
            pause.extoleWorks(LINE);
            pause.extoleWorks(LINE);
            clock.move(Duration.ofSeconds(2));
        }
        assertThat(patience.isOver(exchange)).isTrue();
    }

    @Test
    void aServiceOfTheTeamsOwnThatIsAwayIsAPauseAlthoughOthersPassWithoutIt() {
        List<Exchange> failing = failedBefore();
        clock.move(Duration.ofSeconds(1));
        pause.extoleWorks(LINE);
        clock.move(Duration.ofSeconds(1));

        for (Exchange exchange : failing) {
            exchange.setProperty(Exchange.TO_ENDPOINT, "http://crm.example.com");
            fail(exchange, new ConnectException("refused"));
        }

        assertThat(pause.isFor(LINE)).isTrue();
    }

    /** As many events as make a pause have failed, and others passed between them. */
    private List<Exchange> failedBefore() {
        List<Exchange> all = Stream.generate(PatienceTest::exchange)
                .limit(DeliveryPause.IN_A_ROW)
                .toList();
        for (Exchange each : all) {
            pause.extoleWorks(LINE);
            clock.move(Duration.ofSeconds(1));
            fail(each);
        }
        return all;
    }

    private static Exception unavailable(int status, @Nullable Duration retryAfter, boolean perhapsThisEvent) {
        Fault fault = new Fault(status, "http_" + status, Optional.empty());
        return new ExtoleException(new Unavailable(fault, Optional.ofNullable(retryAfter), perhapsThisEvent));
    }

    private static Exception misconfigured(int status, String code) {
        return new ExtoleException(new Misconfigured(new Fault(status, code, Optional.empty()), "mend it"));
    }

    @Test
    void whatWasDecidedHoldsWhateverHappensBeforeItIsDone() {
        Exchange over = exchange();
        fail(over);
        clock.move(Duration.ofSeconds(11));
        fail(over);

        for (int i = 0; i < DeliveryPause.IN_A_ROW; i++) {
            pause.extoleFails(LINE, "http_503");
        }

        assertThat(pause.isFor(LINE)).isTrue();
        assertThat(patience.isOver(over)).isTrue();
    }

    @Test
    void whatHasNotFailedIsNotOver() {
        assertThat(patience.isOver(exchange())).isFalse();
    }

    @Test
    void whatWaitsAtTheGateForNearlyAllWaitsInPlace() {
        pause(LINE);
        Exchange exchange = exchange();

        stopAtGate(exchange, patience);
        clock.move(Duration.ofSeconds(60));
        stopAtGate(exchange, patience);

        assertThat(patience.isOver(exchange)).isFalse();
    }

    @Test
    void whatWaitsAtTheGateMakesRoomAtOnceIfEventsOfAnotherLinePass() {
        pause(LINE);
        pause.extoleWorks(new Line(Operation.EVENT));
        Exchange exchange = exchange();

        stopAtGate(exchange, patience);

        assertThat(patience.isOver(exchange)).isTrue();
    }

    @Test
    void whatWaitsAtTheGateMakesRoomAfterHoldAfterWhileAnotherAccountMightPass() {
        Patience withShop = patience(List.of(new Account("shop", "other-key", "", "")), List.of("shop"));
        pause(LINE);
        Exchange exchange = exchange();

        stopAtGate(exchange, withShop);
        clock.move(Duration.ofSeconds(9));
        stopAtGate(exchange, withShop);
        assertThat(withShop.isOver(exchange)).isFalse();
        clock.move(Duration.ofSeconds(2));
        stopAtGate(exchange, withShop);
        assertThat(withShop.isOver(exchange)).isTrue();

        pause(new Line(Operation.ASYNC_EVENT, "shop"));
        stopAtGate(exchange, withShop);
        assertThat(withShop.isOver(exchange)).isFalse();
    }

    @Test
    void nothingMakesRoomWhileSomebodyHasPausedDelivery() {
        pause(LINE);
        pause.extoleWorks(new Line(Operation.EVENT));
        pause.byHand(Optional.of(new DeliveryPause.Cause("by hand", clock.instant(), "resume")));
        Exchange exchange = exchange();

        stopAtGate(exchange, patience);

        assertThat(patience.isOver(exchange)).isFalse();
    }

    private void pause(Line line) {
        for (int i = 0; i < DeliveryPause.IN_A_ROW; i++) {
            pause.extoleFails(line, "http_503");
        }
    }

    private static void stopAtGate(Exchange exchange, Patience patience) {
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new DeliveryPausedException());
        patience.process(exchange);
    }

    private void fail(Exchange exchange) {
        fail(exchange, new SocketTimeoutException());
    }

    private void fail(Exchange exchange, Exception failure) {
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, failure);
        patience.process(exchange);
    }

    private static Exchange exchange() {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty(ExtoleRequest.OPERATION, LINE.call().word());
        return exchange;
    }
}
