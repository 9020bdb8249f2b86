package org.extoledestination.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is measured. Each scenario starts its own processes and leaves none. */
final class Scenarios {

    /** {@code -XX:AOTCacheOutput} makes a cache in one step (JEP 514). */
    private static final int AOT_CACHE_SINCE = 25;

    private static final long BYTES_AN_EVENT = 6_000;
    private static final long SPARE_BYTES = 1_000_000_000;
    private static final double MILLION = 1_000_000;
    private static final String AWAY = ", destination away";

    private final Options options;
    private final Work work;

    Scenarios(Options options, Work work) {
        this.options = options;
        this.work = work;
    }

    Result run(String scenario) {
        Result result = new Result(scenario);
        work.requireRoom(SPARE_BYTES, scenario);
        switch (scenario) {
            case "ceiling" -> ceiling(result);
            case "intake-single" -> intake(result, false);
            case "intake-batch" -> intake(result, true);
            case "sustained" -> sustained(result);
            case "jms" -> jms(result);
            case "slow-destination" -> slow(result);
            case "backlog" -> backlog(result);
            case "audience" -> audience(result);
            case "memory" -> memory(result);
            case "start" -> start(result);
            case "cost-growth" -> growth(result);
            case "brokers" -> brokers(result);
            case "edited-route" -> edited(result);
            case "micro" -> new Micro(options, work).run(result);
            default -> throw new IllegalArgumentException(scenario);
        }
        return result;
    }

    /** The tools alone: what they cannot do, no application can be seen to do. */
    private void ceiling(Result result) {
        try (Rig rig = new Rig(options, work, "ceiling")) {
            rig.ceiling(rig.order(), options.warmUp / 2);
            rig.baseline(options.warmUp / 2);
            for (int run = 0; run < options.runs; run++) {
                result.add("load to destination, single", "events/s", rig.ceiling(rig.order(), options.seconds / 2));
                result.add("bare relay, single", "events/s", rig.baseline(options.seconds / 2));
            }
            JsonNode relayed = rig.report(Rig.RELAY);
            result.check(
                    relayed.get("repeated").asLong() == 0
                            && relayed.get("missing").asLong() == 0,
                    "what the relay took was delivered, once and in order");
        }
    }

    /** As fast as the senders can, whatever becomes of the queue: with delivery beside, and while there is none. */
    private void intake(Result result, boolean batch) {
        try (Rig rig = new Rig(options, work, result.scenario())) {
            rig.start();
            Load.Order order = batch ? rig.batches() : rig.order();
            rig.warmUp(order);
            for (int run = 0; run < options.runs; run++) {
                rig.drain();
                double baseline = baseline(result, rig);
                measured(result, rig, run, () -> {
                    JsonNode told = rig.run(order);
                    double accepted = perSecond(told);
                    result.add("accepted", "events/s", true, batch ? 30_000 : 10_000, accepted);
                    latencies(result, told, batch ? 0 : 25, "");
                    ratio(result, baseline, accepted);
                    return told;
                });
                rig.drain();
                rig.destinationDown();
                // What the JVM has learnt just now is how it goes with a destination: it compiles much of it anew.
                rig.run(order.lasting(options.warmUp / 2));
                JsonNode told = rig.run(order);
                rig.destinationUp();
                result.add("accepted" + AWAY, "events/s", true, batch ? 30_000 : 10_000, perSecond(told));
                latencies(result, told, batch ? 0 : 25, AWAY);
            }
            rig.check(result);
        }
    }

    /** In and out at once; the load holds back so that the queue does not grow. */
    private void sustained(Result result) {
        try (Rig rig = new Rig(options, work, result.scenario())) {
            rig.start();
            rig.warmUp(rig.order());
            Load.Order order = rig.order();
            Load.Order asked = new Load.Order(
                    order.lane(),
                    order.port(),
                    "",
                    "",
                    order.kind(),
                    order.people(),
                    1,
                    64,
                    options.quick ? options.seconds : options.seconds * 6,
                    0,
                    options.rate,
                    options.inFlight,
                    order.report());
            for (int run = 0; run < options.runs; run++) {
                rig.drain();
                double baseline = baseline(result, rig);
                through(result, rig, run, asked, baseline, 5_000);
            }
            rig.check(result);
        }
    }

    private void jms(Result result) {
        try (Broker broker = Broker.classic(options, work);
                Rig rig = new Rig(options, work, result.scenario())) {
            rig.start(Application.Launch.usual(options).on(broker));
            Load.Order plain = rig.order();
            Load.Order order = new Load.Order(
                    plain.lane(),
                    0,
                    "",
                    broker.url(),
                    plain.kind(),
                    plain.people(),
                    100,
                    1,
                    options.seconds,
                    0,
                    0,
                    options.inFlight,
                    plain.report());
            rig.warmUp(order);
            for (int run = 0; run < options.runs; run++) {
                rig.drain();
                double baseline = baseline(result, rig);
                double before = broker.process().cpuSeconds();
                long delivered = rig.delivered();
                through(result, rig, run, order, baseline, 5_000);
                result.add(
                        "broker, processor time",
                        "us/event",
                        false,
                        0,
                        (broker.process().cpuSeconds() - before) * MILLION / Math.max(1, rig.delivered() - delivered));
            }
            rig.check(result);
        }
    }

    /** The same pipeline on the broker inside the application, and on two of their own processes. */
    private void brokers(Result result) {
        for (int run = 0; run < options.runs; run++) {
            try (Rig rig = new Rig(options, work, result.scenario())) {
                rig.start();
                onBroker(result, rig, "broker inside, KahaDB", null);
            }
            try (Broker broker = Broker.classic(options, work)) {
                onBroker(result, "Classic beside, KahaDB", broker);
            }
            try (Broker broker = Broker.artemis(options, work)) {
                onBroker(result, "Artemis beside, journal", broker);
            }
        }
    }

    private void onBroker(Result result, String what, Broker broker) {
        try (Rig rig = new Rig(options, work, result.scenario())) {
            rig.start(Application.Launch.usual(options).on(broker));
            onBroker(result, rig, what, broker.process());
        }
    }

    /**
     * The processor time is the application's and the broker's together: that of one inside cannot be told apart.
     *
     * @param broker null if it is inside
     */
    private void onBroker(Result result, Rig rig, String what, Child broker) {
        rig.warmUp(rig.order());
        costOf(result, rig, what, broker == null ? List.of() : List.of(broker));
        rig.check(result);
    }

    private void slow(Result result) {
        for (int connections : options.slowConnections) {
            try (Rig rig = new Rig(options, work, result.scenario())) {
                rig.start(Application.Launch.usual(options)
                        .with(List.of("--" + options.slowSetting + "=" + connections)));
                rig.warmUp(rig.order());
                rig.delay(50);
                Load.Order order = rig.order().limited(Math.max(options.inFlight, 20L * connections));
                for (int run = 0; run < options.runs; run++) {
                    rig.drain();
                    double possible = connections / 0.05;
                    rig.run(order.counting(order.inFlight()));
                    measured(result, rig, run, () -> {
                        long before = rig.delivered();
                        long started = System.nanoTime();
                        JsonNode told = rig.run(order);
                        double rate = (rig.delivered() - before) / ((System.nanoTime() - started) / 1e9);
                        result.add(
                                "delivered, " + connections + " connections", "events/s", true, 0.95 * possible, rate);
                        return told;
                    });
                    JsonNode told = rig.run(rig.order().lasting(options.seconds / 2));
                    result.add("accepted meanwhile, " + connections + " connections", "events/s", perSecond(told));
                }
                rig.delay(0);
                rig.check(result);
            }
        }
        result.note("Accepted meanwhile: compare with intake-single of the same run; it should be as much.");
    }

    private void backlog(Result result) {
        work.requireRoom(options.events * BYTES_AN_EVENT + SPARE_BYTES, "a backlog of " + options.events + " events");
        try (Rig rig = new Rig(options, work, result.scenario())) {
            rig.start();
            rig.warmUp(rig.batches());
            double heapBefore = rig.application().liveHeapBytes() / 1e6;
            for (int run = 0; run < options.runs; run++) {
                rig.drain();
                rig.destinationDown();
                long before = rig.delivered();
                try (Samples samples = new Samples(rig)) {
                    JsonNode told = rig.run(rig.batches().counting(options.events));
                    result.add("accepted while the destination is down", "events/s", perSecond(told));
                    result.add(
                            "disk for an event that waits",
                            "bytes",
                            false,
                            0,
                            (double) Application.bytesOnDisk(rig.data()) / options.events);
                    double heap = rig.application().liveHeapBytes() / 1e6;
                    result.add("live heap, nothing waits", "MB", false, 0, heapBefore);
                    result.add("live heap, all wait", "MB", false, 0, heap);
                    rig.destinationUp();
                    long up = System.nanoTime();
                    while (rig.delivered() == before) {
                        rig.application().process().requireAlive();
                        Application.pause(20);
                    }
                    long first = System.nanoTime();
                    result.add("until delivery goes on", "s", false, 0, (first - up) / 1e9);
                    long atFirst = rig.delivered();
                    double cpu = rig.application().process().cpuSeconds();
                    boolean drained = rig.drain();
                    double seconds = (System.nanoTime() - first) / 1e9;
                    double drainRate = (rig.delivered() - atFirst) / seconds;
                    result.add("drained", "events/s", true, 5_000, drainRate);
                    result.add(
                            "application, processor time of draining",
                            "us/event",
                            false,
                            0,
                            (rig.application().process().cpuSeconds() - cpu)
                                    * MILLION
                                    / Math.max(1, rig.delivered() - atFirst));
                    if (!drained) {
                        result.note("Not all was drained within " + options.drain + " s.");
                    }
                    result.add("resident memory, most", "MB", false, 768, samples.mostResident());
                    result.addSamples(samples.all());
                }
                baseline(result, rig);
            }
            rig.check(result);
        }
    }

    private void audience(Result result) {
        work.requireRoom(
                options.identifies * BYTES_AN_EVENT + SPARE_BYTES, "an audience of " + options.identifies + " people");
        for (int run = 0; run < options.runs; run++) {
            try (Rig rig = new Rig(options, work, result.scenario())) {
                rig.start();
                // People of their own: a person whose membership is known already might not be sent again.
                rig.warmUp(rig.batches());
                double baseline = baseline(result, rig);
                Load.Order batches = rig.batches();
                Load.Order order = new Load.Order(
                        batches.lane(),
                        batches.port(),
                        "",
                        "",
                        "audience",
                        // Twice as many as are asked for: a connection that is faster must not come round to its first,
                        // whose membership Extole knows by then and is not told again.
                        options.people + 2 * options.identifies,
                        100,
                        16,
                        0,
                        options.identifies / 100 * 100,
                        0,
                        0,
                        batches.report());
                measured(result, rig, run, () -> {
                    long before = rig.delivered();
                    long started = System.nanoTime();
                    JsonNode told = rig.run(order);
                    result.add("accepted", "events/s", perSecond(told));
                    rig.drain();
                    double seconds = (System.nanoTime() - started) / 1e9;
                    double rate = (rig.delivered() - before) / seconds;
                    result.add("accepted and delivered", "events/s", true, MILLION / 600, rate);
                    result.add("a million identifies would take", "minutes", false, 10, MILLION / rate / 60);
                    ratio(result, baseline, rate);
                    return told;
                });
                rig.check(result);
            }
        }
    }

    private void memory(Result result) {
        try (Rig rig = new Rig(options, work, result.scenario())) {
            rig.start();
            rig.warmUp(rig.order());
            double heapBefore = rig.application().liveHeapBytes() / 1e6;
            try (Samples samples = new Samples(rig)) {
                rig.run(rig.order().lasting(options.memoryMinutes * 60).limited(options.inFlight));
                List<Samples.Sample> all = samples.all();
                int third = Math.max(1, all.size() / 3);
                double early = mean(all.subList(0, third));
                double late = mean(all.subList(all.size() - third, all.size()));
                result.add("resident memory, most", "MB", false, 768, samples.mostResident());
                result.add("resident memory, first third", "MB", false, 0, early);
                result.add("resident memory, last third", "MB", false, 0, late);
                result.addSamples(all);
            }
            rig.drain();
            result.add("live heap before", "MB", false, 0, heapBefore);
            result.add("live heap after", "MB", false, 0, rig.application().liveHeapBytes() / 1e6);
            rig.check(result);
        }
    }

    private static double mean(List<Samples.Sample> samples) {
        return samples.stream()
                .mapToDouble(Samples.Sample::residentMegabytes)
                .average()
                .orElse(0);
    }

    private void start(Result result) {
        Path extracted = Extracted.of(options);
        Path archive = work.folder().resolve("application.jsa");
        Application.Launch plain = Application.Launch.usual(options);
        Application.Launch unpacked = plain.withJvm(List.of(), extracted);
        Application.Launch shared = plain.withJvm(
                List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off", "-Xlog:class+path=off"), extracted);
        one("archive", plain.withJvm(List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:cds=off"), extracted));
        if (!Files.exists(archive)) {
            throw new BenchException("No class-data archive came to be at " + archive
                    + ". Look at the log with --keep: bench/target/work/application.log");
        }
        Path cache = work.folder().resolve("application.aot");
        boolean hasCache = Conditions.javaFeature(options) >= AOT_CACHE_SINCE;
        if (hasCache) {
            one("training", plain.withJvm(List.of("-XX:AOTCacheOutput=" + cache, "-Xlog:aot=off"), extracted));
        }
        for (int run = 0; run < options.runs; run++) {
            started(result, "plain", plain, 10);
            started(result, "unpacked", unpacked, 0);
            started(result, "class-data sharing", shared, 5);
            if (hasCache) {
                started(
                        result,
                        "AOT cache",
                        plain.withJvm(List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off"), extracted),
                        5);
            }
        }
        result.add("class-data archive", "MB", false, 0, archive.toFile().length() / 1e6);
    }

    private void started(Result result, String how, Application.Launch launch, double target) {
        double[] seen = one(how, launch);
        result.add(how + ", start to ready", "s", false, target, seen[0]);
        result.add(how + ", processor time of it", "s", false, 0, seen[2]);
        result.add(how + ", resident when ready", "MB", false, 0, seen[1]);
    }

    private double[] one(String how, Application.Launch launch) {
        Path data = work.data("start");
        Work.delete(data);
        System.err.println("  start, " + how);
        try (Application application = Application.start(options, work, data, Work.free(0), launch)) {
            double resident = application.process().residentBytes() / 1e6;
            double cpu = application.process().cpuSeconds();
            double seconds = application.startSeconds();
            application.stop();
            return new double[] {seconds, resident, cpu};
        } finally {
            Work.delete(data);
        }
    }

    /** The same load before a small and a large past; the load itself from few and from many people. */
    private void growth(Result result) {
        work.requireRoom(options.seedIds * 100L * 400 + SPARE_BYTES, options.seedIds * 100L + " delivered ids");
        for (int run = 0; run < options.runs; run++) {
            double before = base(result);
            double people = grown(
                    result, "10 times the people", options.people * 10, options.seedIds, options.seedLetters);
            double letters = grown(
                    result, "10 times the dead letters", options.people, options.seedIds, options.seedLetters * 10);
            double ids = grown(
                    result, "100 times the delivered ids", options.people, options.seedIds * 100, options.seedLetters);
            // A machine that gets faster or slower meanwhile does so on both sides.
            double base = (before + base(result)) / 2;
            compare(result, "10 times the people", base, people);
            compare(result, "10 times the dead letters", base, letters);
            compare(result, "100 times the delivered ids", base, ids);
        }
    }

    private double base(Result result) {
        return grown(result, "base", options.people, options.seedIds, options.seedLetters);
    }

    private static void compare(Result result, String what, double base, double rate) {
        result.add(what + ", against base", "%", true, 90, 100 * rate / base);
    }

    /** As shipped and with each edit in turn, in one process, so that nothing but the edit differs. */
    private void edited(Result result) {
        EditedRoutes routes =
                EditedRoutes.copyOf(options.root.resolve("routes"), work.folder().resolve("routes"));
        try (Rig rig = new Rig(options, work, result.scenario())) {
            rig.start(Application.Launch.usual(options).with(List.of("--routes.folder=" + routes.folder())));
            rig.warmUp(rig.order());
            for (int run = 0; run < options.runs; run++) {
                double shipped = costOf(result, rig, "as shipped", List.of());
                for (EditedRoutes.Edit edit : EditedRoutes.EDITS) {
                    routes.edit(edit, rig.application());
                    double cost = costOf(result, rig, edit.name(), List.of());
                    result.add(edit.name() + ", beside as shipped", "us/event", false, 0, cost - shipped);
                }
                routes.putBack(rig.application());
            }
            rig.check(result);
        }
    }

    /**
     * Microseconds of processor time an event takes of the application and of what it uses beside it. Load goes half as
     * long before it is measured, to warm up what is new.
     */
    private double costOf(Result result, Rig rig, String what, List<Child> beside) {
        rig.say(what);
        Load.Order order = rig.order().limited(options.inFlight);
        rig.run(order.lasting(options.seconds / 2));
        long before = rig.delivered();
        double cpu = cpuSeconds(rig, beside);
        long started = System.nanoTime();
        rig.run(order);
        long delivered = Math.max(1, rig.delivered() - before);
        double cost = (cpuSeconds(rig, beside) - cpu) * MILLION / delivered;
        result.add(what + ", delivered", "events/s", delivered / ((System.nanoTime() - started) / 1e9));
        result.add(what + ", processor time", "us/event", false, 0, cost);
        return cost;
    }

    private static double cpuSeconds(Rig rig, List<Child> beside) {
        return rig.application().process().cpuSeconds()
                + beside.stream().mapToDouble(Child::cpuSeconds).sum();
    }

    private double grown(Result result, String what, int people, int ids, int letters) {
        try (Rig rig = new Rig(options, work, result.scenario())) {
            rig.start().stop();
            Seed.rows(options, work, rig.data(), ids, letters);
            rig.start();
            Load.Order plain = rig.order();
            Load.Order order = new Load.Order(
                    plain.lane(),
                    plain.port(),
                    "",
                    "",
                    plain.kind(),
                    people,
                    1,
                    64,
                    options.seconds,
                    0,
                    0,
                    options.inFlight,
                    plain.report());
            rig.say(what);
            rig.run(order.lasting(options.warmUp));
            long before = rig.delivered();
            double cpu = cpuSeconds(rig, List.of());
            long started = System.nanoTime();
            rig.run(order);
            long delivered = Math.max(1, rig.delivered() - before);
            double rate = delivered / ((System.nanoTime() - started) / 1e9);
            result.add(what + ", delivered", "events/s", rate);
            double cost = (cpuSeconds(rig, List.of()) - cpu) * MILLION / delivered;
            result.add(what + ", processor time", "us/event", false, 0, cost);
            rig.check(result);
            return rate;
        }
    }

    /** In to delivered at once. */
    private void through(Result result, Rig rig, int run, Load.Order order, double baseline, double target) {
        // Until as many are on their way as may be: what goes in from then on is what comes out.
        rig.run(order.counting(options.inFlight));
        measured(result, rig, run, () -> {
            long depth = rig.application().queueDepth();
            long before = rig.delivered();
            long started = System.nanoTime();
            JsonNode told = rig.run(order);
            double rate = (rig.delivered() - before) / ((System.nanoTime() - started) / 1e9);
            result.add("in to delivered", "events/s", true, target, rate);
            if (told.has("p99")) {
                latencies(result, told, 0, "");
            }
            result.detail(
                    "queue depth, run " + (run + 1),
                    List.of(depth, rig.application().queueDepth()));
            ratio(result, baseline, rate);
            return told;
        });
    }

    /** What a measured run does; returns what the load tells. */
    private interface Measured {
        JsonNode run();
    }

    /** Measures processor time, memory and, in the first run, where the time goes. */
    private void measured(Result result, Rig rig, int run, Measured what) {
        rig.say("run " + (run + 1) + " of " + options.runs);
        Child application = rig.application().process();
        Map<String, Double> threadsBefore = application.cpuSecondsByThread();
        double cpu = application.cpuSeconds();
        long deliveredBefore = rig.delivered();
        boolean profile = options.profile && run == 0;
        if (profile) {
            HotSpots.begin(rig.application());
        }
        JsonNode told;
        try (Samples samples = new Samples(rig)) {
            told = what.run();
            result.addSamples(samples.all());
            result.add("resident memory, most", "MB", false, 768, samples.mostResident());
            result.add("cores that others used", "cores", false, 0, samples.meanOtherCores());
        }
        long events = Math.max(1, Math.max(told.get("events").asLong(), rig.delivered() - deliveredBefore));
        result.add(
                "application, processor time",
                "us/event",
                false,
                0,
                (application.cpuSeconds() - cpu) * MILLION / events);
        result.detail(
                "microseconds an event by kind of thread, run " + (run + 1),
                byThread(threadsBefore, application.cpuSecondsByThread(), events));
        if (told.has("refusals") && !told.get("refusals").isEmpty()) {
            result.note("Answers other than 200, sent again: " + told.get("refusals"));
        }
        if (told.path("closed").asLong() > 0) {
            result.note("Connections closed by the application under load, and opened again: "
                    + told.get("closed").asLong());
        }
        if (profile) {
            try {
                result.detail("hot spots", HotSpots.end(rig.application(), work.folder(), options));
            } catch (IOException e) {
                result.note("The flight recording could not be read: " + e.getMessage());
            }
        }
    }

    private static Map<String, Double> byThread(Map<String, Double> before, Map<String, Double> after, long events) {
        Map<String, Double> used = new TreeMap<>();
        after.forEach((kind, seconds) -> {
            double micros = (seconds - before.getOrDefault(kind, 0.0)) * MILLION / events;
            if (micros >= 1) {
                used.put(kind, Math.round(micros * 10) / 10.0);
            }
        });
        Map<String, Double> sorted = new LinkedHashMap<>();
        used.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }

    private double baseline(Result result, Rig rig) {
        if (!options.baseline) {
            return 0;
        }
        double rate = rig.baseline(Math.max(2, options.seconds / 4));
        result.add("baseline: bare relay", "events/s", rate);
        return rate;
    }

    private static void ratio(Result result, double baseline, double rate) {
        if (baseline > 0) {
            result.add("against the baseline", "times", rate / baseline);
        }
    }

    /** {@code when}: what is said behind the name of each figure. */
    private static void latencies(Result result, JsonNode told, double target, String when) {
        result.add("answer, p50" + when, "ms", false, 0, told.get("p50").asDouble());
        result.add("answer, p95" + when, "ms", false, 0, told.get("p95").asDouble());
        result.add("answer, p99" + when, "ms", false, target, told.get("p99").asDouble());
        result.add("answer, longest" + when, "ms", false, 0, told.get("max").asDouble());
    }

    private static double perSecond(JsonNode told) {
        return told.get("events").asDouble() / told.get("seconds").asDouble();
    }
}
