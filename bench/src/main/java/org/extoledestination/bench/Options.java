package org.extoledestination.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What bench/run was asked for. */
final class Options {

    static final List<String> SCENARIOS = List.of(
            "ceiling",
            "intake-single",
            "intake-batch",
            "sustained",
            "jms",
            "slow-destination",
            "backlog",
            "audience",
            "memory",
            "start",
            "cost-growth",
            "edited-route",
            "brokers",
            "micro");

    static final String USAGE = """
            bench/run [scenario...] [options]        without a scenario: all of them

            scenarios: ceiling intake-single intake-batch sustained jms slow-destination backlog audience memory start
                       cost-growth edited-route brokers micro

            --quick               small sizes and short times: does it work? Its figures say nothing
            --seconds N           how long a measured run lasts (30); sustained lasts 6 times as long
            --warm-up N           seconds of load before the first measured run (60)
            --runs N              measured runs of which the median counts (3)
            --random-ids          no messageId begins with the time, where usually those of views and identifies do
            --people N            different people (10000)
            --events N            events of the backlog (1000000)
            --identifies N        people of the audience (1000000)
            --memory-minutes N    how long memory is watched (30)
            --in-flight N         most events accepted but not delivered, where the queue must not grow (5000)
            --rate N              events a second of sustained; without it as fast as it goes
            --drain N             most seconds to wait until all is delivered (600)
            --slow-connections L  numbers of connections at the slow destination (128,256)
            --slow-setting S      the setting that holds that number (delivery.parallel-requests)
            --seed-ids N          delivered ids of cost-growth, times 100 in its second half (10000)
            --seed-letters N      dead letters of cost-growth, times 10 in its second half (1000)
            --setting K=V         one more setting of the application; may be repeated
            --jvm "..."           options of the application's JVM
            --java PATH           the java that runs the application
            --root PATH           another checkout whose application is measured
            --port N              the application's port; a free one otherwise
            --profile             a flight recording of the first measured run, and where its time goes
            --no-baseline         without the bare relay beside
            --work PATH           where data and logs go while it runs (bench/target/work)
            --keep                leave them there
            --out PATH            where the results go (bench/results)
            """;

    final List<String> scenarios = new ArrayList<>();
    final List<String> settings = new ArrayList<>();
    final List<String> arguments;
    Path root = Path.of("").toAbsolutePath();
    Path home = Path.of("").toAbsolutePath().resolve("bench");
    Path work = home.resolve("target/work");
    Path out = home.resolve("results");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> jvm = List.of();
    boolean quick;
    boolean profile;
    boolean baseline = true;
    boolean keep;
    boolean randomIds;
    double seconds = 30;
    double warmUp = 60;
    int runs = 3;
    int people = 10_000;
    long events = 1_000_000;
    int identifies = 1_000_000;
    double memoryMinutes = 30;
    long inFlight = 5_000;
    double rate;
    double drain = 600;
    List<Integer> slowConnections = List.of(128, 256);
    String slowSetting = "delivery.parallel-requests";
    int seedIds = 10_000;
    int seedLetters = 1_000;
    int port;

    Options(String[] arguments) {
        this.arguments = List.of(arguments);
        if (this.arguments.contains("--quick")) {
            beQuick();
        }
        for (int at = 0; at < arguments.length; at++) {
            at += take(arguments[at], at + 1 < arguments.length ? arguments[at + 1] : "");
        }
        if (scenarios.isEmpty()) {
            scenarios.addAll(SCENARIOS);
        }
    }

    private void beQuick() {
        quick = true;
        seconds = 6;
        warmUp = 8;
        runs = 1;
        people = 2_000;
        inFlight = 1_000;
        events = 10_000;
        identifies = 10_000;
        memoryMinutes = 0.3;
        drain = 60;
        seedIds = 1_000;
        seedLetters = 100;
        out = home.resolve("target/results");
    }

    /** How many words an option takes beside its name. */
    private int take(String word, String value) {
        switch (word) {
            case "--quick" -> {
                return 0;
            }
            case "--profile" -> {
                profile = true;
                return 0;
            }
            case "--no-baseline" -> {
                baseline = false;
                return 0;
            }
            case "--random-ids" -> {
                randomIds = true;
                return 0;
            }
            case "--keep" -> {
                keep = true;
                return 0;
            }
            default -> {
                if (!word.startsWith("--")) {
                    scenarios.add(scenario(word));
                    return 0;
                }
                try {
                    takeValue(word, value);
                } catch (NumberFormatException e) {
                    throw new BenchException(word + " '" + value + "' is not a number.");
                }
                return 1;
            }
        }
    }

    private void takeValue(String word, String value) {
        if (value.isEmpty()) {
            throw new BenchException(word + " needs a value.\n\n" + USAGE);
        }
        switch (word) {
            case "--seconds" -> seconds = Double.parseDouble(value);
            case "--warm-up" -> warmUp = Double.parseDouble(value);
            case "--runs" -> runs = Integer.parseInt(value);
            case "--people" -> people = Integer.parseInt(value);
            case "--events" -> events = Long.parseLong(value);
            case "--identifies" -> identifies = Integer.parseInt(value);
            case "--memory-minutes" -> memoryMinutes = Double.parseDouble(value);
            case "--in-flight" -> inFlight = Long.parseLong(value);
            case "--rate" -> rate = Double.parseDouble(value);
            case "--drain" -> drain = Double.parseDouble(value);
            case "--slow-connections" ->
                slowConnections =
                        List.of(value.split(",")).stream().map(Integer::valueOf).toList();
            case "--slow-setting" -> slowSetting = value;
            case "--seed-ids" -> seedIds = Integer.parseInt(value);
            case "--seed-letters" -> seedLetters = Integer.parseInt(value);
            case "--setting" -> settings.add("--" + value);
            case "--jvm" -> jvm = List.of(value.trim().split("\\s+"));
            case "--java" -> java = value;
            case "--root" -> root = Path.of(value).toAbsolutePath();
            case "--port" -> port = Integer.parseInt(value);
            case "--work" -> work = Path.of(value).toAbsolutePath();
            case "--out" -> out = Path.of(value).toAbsolutePath();
            default -> throw new BenchException("There is no option " + word + ".\n\n" + USAGE);
        }
    }

    private static String scenario(String word) {
        if (!SCENARIOS.contains(word)) {
            throw new BenchException("There is no scenario '" + word + "'. Known: " + String.join(", ", SCENARIOS));
        }
        return word;
    }

    Path jar() {
        return root.resolve("target/extole-destination.jar");
    }
}
