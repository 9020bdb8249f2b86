package org.extoledestination.platform.start;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.extoledestination.platform.telemetry.Shown;
import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.context.WebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;

/** Checks the requirements of a start before anything is opened: settings, ports, the folder for data. */
public final class StartChecks implements ApplicationListener<ApplicationPreparedEvent> {

    private static final String DATA_DIR = "data-dir";
    private static final String ROUTES = "routes.folder";
    private static final Duration WAIT = Duration.ofSeconds(60);
    private static final Duration LONGEST_WAIT = Duration.ofHours(24);

    @Override
    public void onApplicationEvent(ApplicationPreparedEvent event) {
        ConfigurableEnvironment settings = event.getApplicationContext().getEnvironment();
        areThere(settings);
        if (event.getApplicationContext() instanceof WebServerApplicationContext) {
            areFree(settings);
        }
        isKnown(settings.getProperty("spring.datasource.url", "").strip());
        Path folder = dataFolder(settings);
        if (SandboxFolder.isAsked(event.getArgs())) {
            SandboxFolder.empty(folder, wait(settings), settings);
        }
        boolean isUnused = SandboxFolder.isUnused(folder);
        if (holdsEvents(settings)) {
            DataFolder.prepare(folder, wait(settings));
        } else {
            DataFolder.prepareIfPossible(folder);
        }
        if (isUnused) {
            SandboxFolder.mark(folder, settings);
        }
        // The user sets it when Java starts, because Java ignores a later change.
        Path temporary = folder.resolve(DataFolder.TEMPORARY);
        if (temporary.toString().equals(System.getProperty("java.io.tmpdir"))) {
            DataFolder.empty(temporary);
        }
    }

    /** What is shown ends before user and password. */
    private static void isKnown(String database) {
        if (!database.isEmpty() && !database.matches("(?s)jdbc:(h2|postgresql):.*")) {
            throw new StartRefusedException(
                    "spring.datasource.url (DATABASE_URL) begins with '"
                            + Shown.text(database.replaceFirst("(?s)^((jdbc:)?[A-Za-z0-9+.-]{0,20}:?).*", "$1"))
                            + "', which this application has no driver for.",
                    "Write jdbc:postgresql://host:5432/name, and user and password in DATABASE_USER and"
                            + " DATABASE_PASSWORD. Or leave DATABASE_URL out: that is H2, in files.");
        }
    }

    /** Not where broker and database are elsewhere. */
    private static boolean holdsEvents(Environment settings) {
        return settings.getProperty("queue.broker-url", "").isBlank()
                || settings.getProperty("spring.datasource.url", "").startsWith("jdbc:h2:file:");
    }

    private static void areThere(Environment settings) {
        if (settings.getProperty(ROUTES) == null) {
            Path here = Path.of("").toAbsolutePath();
            throw new StartRefusedException(
                    "There are no settings: the working directory " + here + " has no config/application.yaml.",
                    "Start in the folder of the installation, which has 'config' and 'routes' in it. Or name another folder:"
                            + " --spring.config.additional-location=file:/path/config/ --routes.folder=/path/routes"
                            + " --mapping.folder=/path/config/mappings");
        }
    }

    private static Duration wait(Environment settings) {
        Duration wait =
                Binder.get(settings).bind("data-dir-wait", Duration.class).orElse(WAIT);
        if (wait.isNegative() || wait.compareTo(LONGEST_WAIT) > 0) {
            throw new StartRefusedException(
                    "data-dir-wait is " + wait + ", which is out of range.", "Set it to a time from 0s to 24h.");
        }
        return wait;
    }

    /** From the root: H2 takes no relative path, and what is shown is to be found. */
    private static Path dataFolder(ConfigurableEnvironment settings) {
        String named = settings.getProperty(DATA_DIR, "").strip();
        if (named.isEmpty()) {
            throw new StartRefusedException(
                    "data-dir is empty (is DATA_DIR set to nothing?), so there is no folder for data.",
                    "Set DATA_DIR to a folder, or leave it out: that is ./data.");
        }
        Path folder =
                SandboxFolder.of(Path.of(named), settings).toAbsolutePath().normalize();
        settings.getPropertySources()
                .addFirst(new MapPropertySource("absolute-data-dir", Map.of(DATA_DIR, folder.toString())));
        return folder;
    }

    private static void areFree(Environment settings) {
        List<String> taken = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (String name : List.of("server", "management.server", "sandbox")) {
            String port = name + ".port";
            int number = number(settings.getProperty(port, ""));
            String why = number == 0 ? "" : whyTaken(settings.getProperty(name + ".address", ""), number);
            if (!why.isEmpty()) {
                taken.add("Port " + number + " (" + port + ") cannot be opened: " + why);
                others.add("--" + port + "=OTHER (variable "
                        + port.toUpperCase(Locale.ROOT).replace('.', '_') + ')');
            }
        }
        if (!taken.isEmpty()) {
            throw new StartRefusedException(
                    String.join(System.lineSeparator(), taken),
                    "Stop what listens there ('ss -ltnp' shows it; perhaps this application runs already), or choose"
                            + " another port: " + String.join(", ", others) + ".");
        }
    }

    /** 0 for none, any, and what is no number: who needs it says so. */
    private static int number(String port) {
        return port.matches("\\d{1,5}") ? Integer.parseInt(port) : 0;
    }

    private static String whyTaken(String address, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(
                    address.isEmpty()
                            ? new InetSocketAddress(port)
                            : new InetSocketAddress(InetAddress.getByName(address), port));
            return "";
        } catch (IOException | IllegalArgumentException e) {
            return Shown.message(e);
        }
    }
}
