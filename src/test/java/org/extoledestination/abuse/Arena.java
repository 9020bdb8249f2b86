package org.extoledestination.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.commons.io.FileUtils;
import org.awaitility.core.ConditionTimeoutException;
import org.extoledestination.support.ApplicationProcess;
import org.extoledestination.support.ImageJava;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The application as a process of its own with the options of the image, Extole's stand-in behind it, an honest sender
 * beside it. After each attack it is asked whether the process lives, whether the honest sender was served, and whether
 * all that it was promised is at Extole. A run goes on after a fault, so that one run tells of all.
 */
final class Arena implements AutoCloseable {

    /** What the README's line does without. */
    private static final String EXIT = "-XX:+ExitOnOutOfMemoryError";

    private static final Path JAVA = Path.of(System.getProperty(
            "abuse.java",
            Path.of(System.getProperty("java.home"), "bin", "java").toString()));

    private static final Logger log = LoggerFactory.getLogger(Arena.class);

    private final HonestLedger ledger = new HonestLedger();
    private final Service service = new Service();
    private final ExtoleGate extole = new ExtoleGate(ledger);
    private final List<Row> rows = new ArrayList<>();
    private final Path folder;
    private final ApplicationProcess application;
    private final HonestSender sender;
    private int restarts;

    Arena(Path folder, String... settings) {
        this(JAVA, folder, settings);
    }

    /** With a {@code java} that nobody chose. */
    Arena(Path java, Path folder, String... settings) {
        this.folder = folder;
        List<String> all = new ArrayList<>(List.of(
                "ingest.sources[1].name=browser",
                "ingest.sources[1].write-keys=" + HostileInputs.PUBLIC_KEY,
                "ingest.retry-after=1s"));
        all.addAll(List.of(settings));
        application = ApplicationProcess.withJava(
                java,
                ImageJava.options().stream()
                        .filter(option -> !option.equals(EXIT) || !"readme".equals(System.getProperty("abuse.jvm")))
                        .toList(),
                extole.uri(),
                folder,
                all.toArray(String[]::new));
        sender = new HonestSender(port(), ledger, service);
    }

    HonestLedger ledger() {
        return ledger;
    }

    ExtoleGate extole() {
        return extole;
    }

    ApplicationProcess application() {
        return application;
    }

    int port() {
        return application.ingest("/").getPort();
    }

    /** Strikes, and looks at what has become of everybody. */
    void strike(String kind, Attack.Blow blow) {
        if (!Expected.KINDS.matcher(kind).find()) {
            return;
        }
        Attack attack = new Attack();
        service.reset();
        try {
            blow.strike(attack);
        } catch (Exception e) {
            attack.fault("the attack itself failed: " + e);
        }
        Service.Served served = service.look();
        served.oddities().forEach(attack::fault);
        judge(served, attack);
        aftermath(attack);
        if (Expected.LONG) {
            restart(attack);
        }
        Row row = attack.row(kind, served);
        rows.add(row);
        log.info("{}", row.line());
        row.faults().forEach(fault -> log.warn("{}: {}", kind, fault));
    }

    private static void judge(Service.Served served, Attack attack) {
        if (served.attempts() >= Expected.ATTEMPTS) {
            requireServed(served.attempts(), served.percent(), attack);
        }
        if (served.longestWithout().compareTo(Expected.STARVED) > 0) {
            attack.fault("the honest sender was without a yes for "
                    + served.longestWithout().toSeconds() + " s");
        }
    }

    private static void requireServed(int attempts, int percent, Attack attack) {
        if (percent < Expected.SERVED_PERCENT) {
            attack.fault("of " + attempts + " attempts of the honest sender only " + percent + " % were served");
        }
    }

    /** What is too short to be judged alone counts here. */
    private void judgeAllTogether(Attack end) {
        int attempts = rows.stream().mapToInt(row -> row.served().attempts()).sum();
        int soon = rows.stream().mapToInt(row -> row.served().soon()).sum();
        requireServed(attempts, soon * 100 / Math.max(1, attempts), end);
    }

    private void aftermath(Attack attack) {
        if (!application.isAlive()) {
            attack.fault("the process ended");
            revive(attack);
            return;
        }
        long before = ledger.accepted();
        if (!isSoon(() -> ledger.accepted() > before)) {
            attack.fault("after it the honest sender is not served any more");
        }
        Map<String, Integer> mark = ledger.mark();
        if (!isSoon(() -> ledger.hasArrived(mark))) {
            attack.fault("after it " + ledger.outstanding() + " accepted events do not reach Extole within "
                    + Expected.SETTLED.toSeconds() + " s");
        }
        if (application.isAlive()) {
            if (!isReady()) {
                attack.fault("the management port does not say that it is ready");
            }
        } else {
            attack.fault("the process ended afterwards");
            revive(attack);
        }
    }

    private boolean isReady() {
        return isSoon(() -> health().status() == 200);
    }

    private Reply health() {
        return management(Requests.request("GET /actuator/health/readiness", "", ""));
    }

    /** Asks the management port. */
    Reply management(byte[] request) {
        try (Wire wire = Wire.open("127.0.0.1", application.management("/").getPort())) {
            return wire.ask(request, Duration.ofSeconds(5));
        } catch (IOException e) {
            return new Reply(Reply.CLOSED, "", "", Duration.ZERO);
        }
    }

    /** {@code kill -9}, and the same again. */
    void restart(Attack attack) {
        sender.rest();
        application.kill();
        restarts++;
        revive(attack);
    }

    /** Starts it again; with an empty store if it does not come up with the one that it has. */
    private void revive(Attack attack) {
        sender.rest();
        try {
            application.startAgain();
            sender.goOn();
            long before = ledger.accepted();
            boolean served = isSoon(() -> ledger.accepted() > before);
            Map<String, Integer> mark = ledger.mark();
            if (served && isWithin(Expected.TRIED_ALONE, () -> ledger.hasArrived(mark)) && application.isAlive()) {
                return;
            }
            attack.fault("started again, it does not deliver");
        } catch (IllegalStateException | ConditionTimeoutException e) {
            attack.fault("it does not start again");
        }
        attack.fault("only with an empty store it works again");
        startAfresh();
    }

    private void startAfresh() {
        sender.rest();
        application.kill();
        try {
            FileUtils.deleteDirectory(folder.resolve("data").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ledger.forget();
        application.startAgain();
        sender.goOn();
    }

    private static boolean isSoon(BooleanSupplier condition) {
        return isWithin(Expected.SETTLED, condition);
    }

    private static boolean isWithin(Duration longest, BooleanSupplier condition) {
        long end = System.nanoTime() + longest.toNanos();
        while (System.nanoTime() < end) {
            if (condition.getAsBoolean()) {
                return true;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        return false;
    }

    /** The last restart, and then what was promised and what came of it. */
    void judge() {
        Attack end = new Attack();
        judgeAllTogether(end);
        restart(end);
        sender.close();
        if (!isSoon(() -> ledger.outstanding() == 0)) {
            end.fault("accepted events do not reach Extole: " + ledger.outstanding());
        }
        ledger.broken().forEach(end::fault);
        extole.violations().forEach(end::fault);
        new Printed(application.log()).faults().forEach(end::fault);
        rows.add(end.row("kill -9 and start", service.look()));
        StringBuilder table = new StringBuilder("\n");
        rows.forEach(row -> table.append(row.line()).append('\n'));
        rows.forEach(row -> row.faults()
                .forEach(fault -> table.append("FAILED ")
                        .append(row.kind())
                        .append(": ")
                        .append(fault)
                        .append('\n')));
        log.info(
                "{} honest events, {} repeats after {} restarts; {} hostile events of {} bytes at Extole, the largest {} bytes, {} erasures{}",
                ledger.accepted(),
                ledger.repeats(),
                restarts,
                extole.hostile(),
                extole.bytes(),
                extole.largest(),
                extole.erasures(),
                table);
        assertThat(rows.stream().flatMap(row -> row.faults().stream().map(fault -> row.kind() + ": " + fault)))
                .as("what must not be")
                .isEmpty();
    }

    @Override
    public void close() {
        sender.close();
        application.close();
        extole.close();
    }
}
