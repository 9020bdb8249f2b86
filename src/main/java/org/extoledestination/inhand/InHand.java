package org.extoledestination.inhand;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.commons.codec.digest.DigestUtils;
import org.extoledestination.activemqbatch.PostponedException;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.platform.telemetry.Meters;
import org.extoledestination.platform.telemetry.Shown;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is in hand. For routes: {@code bean: {ref: inHand, method: begin}} before anything is made of a message, and the
 * predicate {@code isSetAside} before that.
 *
 * <p>A message has a mark from {@link #begin} until its exchange is done, but for the time in which it only waits. What is
 * marked when the process ends abruptly is a suspect in the next one: it is tried alone, and is set aside if the process
 * ends abruptly once more while it is.
 */
public final class InHand implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(InHand.class);
    private static final String WORK = "inHandWork";
    private static final long LEAST_MILLIS = 100;
    private static final long HOLD_MILLIS = 5_000;
    private static final long AGAIN_MILLIS = 250;
    private static final int MOST_LINES = 10;
    private static final int LONGEST_SERIES = 4;

    private final Path folder;
    private final Suspects suspects;
    private final Turn turn;
    private final Meters meters;
    private final boolean hold;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable MarkFile marks;

    private InHand(Path folder, Suspects suspects, Duration suspectsWait, boolean hold, Meters meters) {
        this.folder = folder;
        this.hold = hold;
        this.suspects = suspects;
        this.meters = meters;
        this.turn = new Turn(
                () -> suspectsWait.toNanos() << Math.max(0, Math.min(LONGEST_SERIES, suspects.series()) - 1),
                suspects::size);
        meters.gauge(
                "queue.suspects",
                "Messages that were in hand at an abrupt end and are to be tried alone, or set aside",
                suspects::size);
    }

    /**
     * Takes note of what the last process has left in hand, and begins with none; as soon as it can, if that process has
     * not ended yet.
     *
     * @param folder where the files are
     * @param suspectsWait how long suspects wait after a start, at first; longer if one abrupt end follows the other
     * @param hold whether nothing is begun at all
     */
    public static InHand open(Path folder, Duration suspectsWait, boolean hold, Clock clock, Meters meters) {
        Suspects suspects = new Suspects(new SuspectFile(folder.resolve("suspects")), clock);
        InHand inHand = new InHand(folder, suspects, suspectsWait, hold, meters);
        try {
            inHand.takeFile();
        } catch (IOException e) {
            log.warn(
                    "What is in hand cannot be noted in {} ({}), which is tried again several times a second. Until then an"
                            + " event that ends the process would be tried again at each start. What to do: see that the"
                            + " folder can be written, and that no other instance uses it",
                    folder,
                    Shown.message(e));
            Thread later = new Thread(inHand::takeFileLater, "in-hand-file");
            later.setDaemon(true);
            later.start();
        }
        if (hold) {
            log.warn(
                    "Nothing that waits is tried, for queue.hold is set. Intake goes on. What to do: park what is not to be"
                            + " tried (queue list, queue park), then start without queue.hold");
        }
        return inHand;
    }

    private synchronized void takeFile() throws IOException {
        MarkFile file = MarkFile.open(folder.resolve("in-hand"));
        try {
            suspects.load();
            List<String> left = file.marked();
            if (suspects.count(file.run(), left)) {
                tell(left.stream().map(suspects::find).flatMap(Optional::stream).toList());
            }
            file.begin();
            marks = file;
        } finally {
            if (marks == null) {
                file.close();
            }
        }
    }

    /** The process before this one holds its file until its very end. */
    private void takeFileLater() {
        try {
            while (!closed.await(AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                if (isFileTaken()) {
                    log.info("What is in hand is noted in {} from now on", folder);
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isFileTaken() {
        try {
            if (closed.getCount() == 0) {
                return false;
            }
            takeFile();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void tell(List<Suspect> left) {
        left.stream().limit(MOST_LINES).forEach(InHand::tell);
        if (left.size() > MOST_LINES) {
            log.warn("{} more were in hand; 'queue list' names them", left.size() - MOST_LINES);
        }
    }

    private static void tell(Suspect suspect) {
        String key = suspect.key().replaceAll("[\\p{Cc}\\p{Cf}]", "?");
        if (suspect.isSetAside()) {
            log.warn("In hand at {} abrupt ends, so it is set aside and not tried again: {}", suspect.ends(), key);
        } else {
            log.warn("In hand when the process ended abruptly, so it is tried alone: {}", key);
        }
    }

    /** What names an event here. */
    public static String key(SegmentEvent event) {
        return key(event.source(), event.messageId());
    }

    /** The same of an event that is not at hand. */
    public static String key(String source, String messageId) {
        return bounded(source + ':' + messageId);
    }

    /** What names a message that is no event yet, by the broker's id. */
    public static String key(String jmsMessageId) {
        return bounded("jms:" + jmsMessageId);
    }

    /** Below the length of a slot, whatever the alphabet. */
    private static String bounded(String key) {
        return key.length() * 3 <= MarkFile.LONGEST ? key : "sha256:" + DigestUtils.sha256Hex(key);
    }

    private static @Nullable String key(Exchange exchange) {
        SegmentEvent event = EventInHand.of(exchange).event();
        if (event != null) {
            return key(event);
        }
        String id = exchange.getMessage().getHeader("JMSMessageID", String.class);
        return id == null ? null : key(id);
    }

    /** Whether the message was in hand at two abrupt ends, or was parked by hand: it is not to be tried. */
    public boolean isSetAside(Exchange exchange) {
        if (suspects.isEmpty()) {
            return false;
        }
        String key = key(exchange);
        Optional<Suspect> suspect =
                key == null ? Optional.empty() : suspects.find(key).filter(Suspect::isSetAside);
        suspect.ifPresent(each -> {
            SetAsideException why = new SetAsideException(each);
            exchange.setProperty("setAsideReason", why.deadLetter().code() + ": " + why.getMessage());
            exchange.getExchangeExtension().addOnCompletion(new Cleared(suspects, each.key()));
        });
        return suspect.isPresent();
    }

    /**
     * Ends the way of a message that is set aside.
     *
     * @throws SetAsideException always, with the reason
     */
    public void setAside(Exchange exchange) {
        String key = String.valueOf(key(exchange));
        meters.count("queue", "set-aside");
        throw new SetAsideException(
                suspects.find(key).orElseThrow(() -> new IllegalStateException("Nobody has set this message aside")));
    }

    /** Whether the event may be begun now: it is no suspect, or it is its turn, which it has taken then. */
    public boolean mayBegin(SegmentEvent event, Exchange exchange) {
        if (suspects.isEmpty() && !hold) {
            return true;
        }
        Optional<Suspect> suspect = suspects.find(key(event)).filter(each -> !each.isSetAside());
        boolean isSetAside =
                suspects.find(key(event)).filter(Suspect::isSetAside).isPresent();
        if (hold && !isSetAside) {
            return false;
        }
        return suspect.isEmpty() || takesTurn(exchange, suspect.get());
    }

    private boolean takesTurn(Exchange exchange, Suspect suspect) {
        Work work = new Work(suspect.key(), suspects, turn);
        if (!turn.take(work)) {
            return false;
        }
        exchange.setProperty(WORK, work);
        exchange.getExchangeExtension().addOnCompletion(work);
        return true;
    }

    /**
     * Work on this message begins; it ends with the exchange.
     *
     * @throws PostponedException if it is a suspect, and others come first
     */
    public void begin(Exchange exchange) {
        Work work = exchange.getProperty(WORK, Work.class);
        String key = key(exchange);
        if (key == null || (work != null && work.hasBegun())) {
            return;
        }
        if (hold) {
            throw new PostponedException("Nothing is tried while queue.hold is set", HOLD_MILLIS);
        }
        if (work == null && suspects.find(key).isPresent()) {
            if (!takesTurn(exchange, suspects.find(key).orElseThrow())) {
                throw new PostponedException(
                        "It was in hand when the process ended; it waits for its turn to be tried alone",
                        Math.max(LEAST_MILLIS, turn.millisLeft()));
            }
            work = exchange.getProperty(WORK, Work.class);
        }
        MarkFile file = marks;
        if (work == null && file != null) {
            work = new Work(key, null, null);
            exchange.setProperty(WORK, work);
            exchange.getExchangeExtension().addOnCompletion(work);
        }
        if (work != null) {
            work.begin(file == null ? null : file.mark(key));
        }
    }

    /** The message of this exchange only waits from now on. For routes: {@code onExceptionOccurredRef}. */
    public static void waits(Exchange exchange) {
        Work work = exchange.getProperty(WORK, Work.class);
        if (work != null) {
            work.pause();
        }
    }

    /** The message of this exchange is worked on again. For routes: {@code onRedeliveryRef}. */
    public static void goesOn(Exchange exchange) {
        Work work = exchange.getProperty(WORK, Work.class);
        if (work != null) {
            work.goOn();
        }
    }

    /** Whether nothing is tried, because somebody has set {@code queue.hold}. */
    public boolean isHeld() {
        return hold;
    }

    /** What was in hand or is parked, the oldest first. */
    public List<Suspect> suspects() {
        return suspects.all();
    }

    /**
     * The message is not to be tried any more: when it is next begun it is set aside.
     *
     * @throws IOException if that could not be noted on disk; nothing has changed then
     */
    public void park(String key) throws IOException {
        if (marks == null) {
            throw new IOException("the files in the data directory cannot be used; the log says why since the start");
        }
        suspects.park(key);
    }

    /** The process ends for a reason of its own, which no message is to be suspected for. */
    public void forget() {
        MarkFile file = marks;
        if (file != null) {
            file.clear();
        }
    }

    /** A normal stop leaves no marks. */
    @Override
    public synchronized void close() throws IOException {
        closed.countDown();
        forget();
        MarkFile file = marks;
        if (file != null) {
            file.close();
        }
    }
}
