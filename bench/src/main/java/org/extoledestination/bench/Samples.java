package org.extoledestination.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Looks at the application and the machine twice a second while something is measured. */
final class Samples implements AutoCloseable {

    private static final long PERIOD_MILLIS = 500;

    /**
     * One look.
     *
     * @param seconds since the first
     * @param residentMegabytes of the application
     * @param cores that the application has used since the last look
     * @param otherCores that processes of nobody here have used
     * @param delivered events in all
     */
    record Sample(double seconds, double residentMegabytes, double cores, double otherCores, long delivered) {
        Sample later(double offset) {
            return new Sample(seconds + offset, residentMegabytes, cores, otherCores, delivered);
        }
    }

    private final Rig rig;
    private final List<Sample> samples = new CopyOnWriteArrayList<>();
    private final Thread looking = new Thread(this::look, "samples");
    private volatile boolean closed;

    Samples(Rig rig) {
        this.rig = rig;
        looking.setDaemon(true);
        looking.start();
    }

    private void look() {
        long started = System.nanoTime();
        long lastTime = started;
        double lastCpu = rig.application().process().cpuSeconds();
        double lastOwn = rig.cpuSeconds();
        double lastAll = machineCpuSeconds();
        while (!closed) {
            try {
                Thread.sleep(PERIOD_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
            long now = System.nanoTime();
            double seconds = (now - lastTime) / 1e9;
            double cpu = rig.application().process().cpuSeconds();
            double own = rig.cpuSeconds();
            double all = machineCpuSeconds();
            samples.add(new Sample(
                    (now - started) / 1e9,
                    rig.application().process().residentBytes() / 1e6,
                    (cpu - lastCpu) / seconds,
                    Math.max(0, (all - lastAll) - (own - lastOwn)) / seconds,
                    rig.delivered()));
            lastTime = now;
            lastCpu = cpu;
            lastOwn = own;
            lastAll = all;
        }
    }

    /** Processor time that the whole machine has been busy. */
    static double machineCpuSeconds() {
        try {
            String[] fields = Files.readAllLines(Path.of("/proc/stat")).get(0).split("\\s+");
            long busy = 0;
            for (int at : new int[] {1, 2, 3, 6, 7, 8}) {
                busy += Long.parseLong(fields[at]);
            }
            return busy / 100.0;
        } catch (IOException e) {
            return 0;
        }
    }

    List<Sample> all() {
        return new ArrayList<>(samples);
    }

    double mostResident() {
        return samples.stream().mapToDouble(Sample::residentMegabytes).max().orElse(0);
    }

    double meanOtherCores() {
        return samples.stream().mapToDouble(Sample::otherCores).average().orElse(0);
    }

    @Override
    public void close() {
        closed = true;
        looking.interrupt();
        try {
            looking.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
