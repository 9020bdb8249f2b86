package org.extoledestination.delivery;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.extoledestination.delivery.DeliverySettings.Account;
import org.extoledestination.edit.routes.Rehearsed;
import org.extoledestination.event.EventType;
import org.extoledestination.event.ExtoleRequest.Operation;
import org.extoledestination.event.MisplacedStepException;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.ingest.IngestSettings;
import org.extoledestination.inhand.EventInHand;
import org.extoledestination.platform.telemetry.Journey;

/**
 * Chooses an event's account at Extole: that of a route's choice, that of its source, or the default. For routes. The
 * value for the {@code Authorization} header must never be logged.
 */
public final class ExtoleAccounts {

    /** The exchange property by which a route chooses an account by name, whatever the source of the event. */
    public static final String CHOSEN = "extoleAccount";

    /** The exchange property with the body of the request in hand as it leaves. */
    static final String SENT = "extoleSent";

    private final DeliverySettings settings;
    private final Supplier<DeliverySettings> latest;

    /**
     * Takes the accounts of {@code settings}, and the tokens that {@code latest} has for them when they are needed.
     *
     * @throws RuntimeException if one is for a source that is not among {@code sources}
     */
    ExtoleAccounts(DeliverySettings settings, Supplier<DeliverySettings> latest, List<String> sources) {
        this.settings = settings;
        this.latest = latest;
        settings.accounts()
                .forEach(account -> IngestSettings.requireSource("delivery.accounts", account.source(), sources));
    }

    /** With tokens that stay. */
    ExtoleAccounts(DeliverySettings settings, List<String> sources) {
        this(settings, () -> settings, sources);
    }

    /** Which line of requests this one belongs to; that of persons is one for all accounts. */
    Line line(Exchange exchange) {
        Operation call = ExtoleAnswers.call(exchange);
        return call == Operation.PERSON ? new Line(call) : new Line(call, nameFor(exchange));
    }

    /** The sources with an account of their own at Extole. */
    public List<String> sourcesApart() {
        return settings.accounts().stream()
                .filter(Account::isApart)
                .map(Account::source)
                .toList();
    }

    /** The name of a source's account: the source's name if it has its own account, else empty. */
    public String nameFor(String source) {
        return sourcesApart().contains(source) ? source : "";
    }

    /** The same for what an exchange holds, whose account a route may have chosen. */
    public String nameFor(Exchange exchange) {
        return account(exchange).filter(Account::isApart).map(Account::source).orElse("");
    }

    /** The lines that this event can be in, whatever its mapping says. */
    public List<Line> linesOf(SegmentEvent event) {
        String account = nameFor(event.source());
        return event.type() == EventType.DELETE
                ? List.of(new Line(Operation.ERASURE, account))
                : linesOfEvents(account);
    }

    /** All lines that there are. */
    List<Line> lines() {
        return names().flatMap(account -> Stream.of(Operation.values())
                        .filter(call -> call != Operation.PERSON || account.isEmpty())
                        .map(call -> new Line(call, account)))
                .toList();
    }

    /** The lines of events, account by account, but for the account of which this is one. */
    List<List<Line>> linesOfEventsBeside(Line line) {
        return names().map(ExtoleAccounts::linesOfEvents)
                .filter(lines -> !lines.contains(line))
                .toList();
    }

    private Stream<String> names() {
        return Stream.concat(Stream.of(""), sourcesApart().stream());
    }

    private static List<Line> linesOfEvents(String account) {
        return List.of(new Line(Operation.ASYNC_EVENT, account), new Line(Operation.EVENT, account));
    }

    /** The {@code Authorization} header for events. */
    public String keyForEvents(Exchange exchange) {
        return "Bearer "
                + accountNow(exchange)
                        .filter(Account::isApart)
                        .map(Account::apiKey)
                        .orElse(latest.get().apiKey());
    }

    /** The {@code Authorization} header for erasures, which need the scope CLIENT_ADMIN. */
    public String keyForErasures(Exchange exchange) {
        Optional<Account> own = accountNow(exchange).filter(Account::isApart);
        String admin = own.map(Account::adminApiKey).orElse(latest.get().adminApiKey());
        return admin.isBlank() ? keyForEvents(exchange) : "Bearer " + admin;
    }

    /**
     * Puts the container of the event's account into the {@code data} of a request that has some.
     *
     * @throws MisplacedStepException if a route has chosen an account that there is not: it must not go to another
     */
    @Rehearsed
    public void contain(Exchange exchange) {
        if (exchange.getProperty(CHOSEN) != null && account(exchange).isEmpty()) {
            throw new MisplacedStepException("The property '" + CHOSEN
                    + "' is to name one of delivery.accounts, by its 'source'. There are: "
                    + String.join(
                            ", ",
                            settings.accounts().stream().map(Account::source).toList()));
        }
        Journey.goesTo(() -> nameFor(exchange));
        String container = account(exchange).map(Account::container).orElse("");
        Map<?, ?> body = exchange.getMessage().getBody(Map.class);
        exchange.setProperty(SENT, body);
        if (container.isBlank() || !(body.get("data") instanceof Map<?, ?> data)) {
            return;
        }
        Map<Object, Object> contained = new LinkedHashMap<>(data);
        contained.put("container", container);
        Map<Object, Object> request = new LinkedHashMap<>(body);
        request.put("data", contained);
        exchange.getMessage().setBody(request);
        exchange.setProperty(SENT, request);
    }

    private Optional<Account> account(Exchange exchange) {
        return account(exchange, settings);
    }

    /** With the tokens of now. */
    private Optional<Account> accountNow(Exchange exchange) {
        return account(exchange, latest.get());
    }

    private static Optional<Account> account(Exchange exchange, DeliverySettings settings) {
        SegmentEvent event = EventInHand.of(exchange).event();
        String name = exchange.getProperty(CHOSEN, event == null ? null : event.source(), String.class);
        return settings.accounts().stream()
                .filter(account -> account.source().equals(name))
                .findFirst();
    }
}
