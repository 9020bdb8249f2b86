package org.extoledestination.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.extoledestination.delivery.DeliverySettings.Account;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.event.ExtoleRequest.Operation;
import org.extoledestination.platform.telemetry.Meters;
import org.extoledestination.support.SettableClock;
import org.junit.jupiter.api.Test;

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
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new SocketTimeoutException());
        patience.process(exchange);
    }

    private static Exchange exchange() {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty(ExtoleRequest.OPERATION, LINE.call().word());
        return exchange;
    }
}
