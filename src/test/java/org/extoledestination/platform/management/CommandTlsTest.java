package org.extoledestination.platform.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.extoledestination.support.Application;
import org.extoledestination.support.CommandProcess;
import org.extoledestination.support.Tokens;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands and a management port with TLS. The stores are made as an operator makes them: a CA, a certificate of the
 * instance for a name that is not the one it is called by here, and one of an operator.
 */
@Tag("slow")
class CommandTlsTest {

    private static final URI NOBODY = URI.create("http://127.0.0.1:1");
    private static final String PASSWORD = "store-password";

    @TempDir
    private static Path folder;

    @TempDir
    private Path own;

    /** What a command printed, and how it ended. */
    private record Run(int exitCode, String printed) {}

    @BeforeAll
    static void makeStores() throws Exception {
        for (String name : List.of("ca", "instance", "operator", "stranger")) {
            keytool(
                    name,
                    "-genkeypair",
                    "-alias",
                    name,
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=" + name,
                    "-validity",
                    "30",
                    "-ext",
                    name.equals("ca") ? "bc:c" : "san=dns:" + name + ".example");
        }
        for (String name : List.of("instance", "operator")) {
            Path request = folder.resolve(name + ".csr");
            Path certificate = folder.resolve(name + ".crt");
            Path ca = folder.resolve("ca.crt");
            keytool(name, "-certreq", "-alias", name, "-file", request.toString());
            keytool(
                    "ca",
                    "-gencert",
                    "-alias",
                    "ca",
                    "-infile",
                    request.toString(),
                    "-outfile",
                    certificate.toString(),
                    "-validity",
                    "30",
                    "-ext",
                    "san=dns:" + name + ".example" + (name.equals("instance") ? ",ip:127.0.0.1" : ""));
            keytool("ca", "-exportcert", "-alias", "ca", "-rfc", "-file", ca.toString());
            keytool(name, "-importcert", "-noprompt", "-alias", "ca", "-file", ca.toString());
            keytool(name, "-importcert", "-noprompt", "-alias", name, "-file", certificate.toString());
        }
        keytool(
                "trust",
                "-importcert",
                "-noprompt",
                "-alias",
                "ca",
                "-file",
                folder.resolve("ca.crt").toString());
    }

    private static void keytool(String store, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store(store), "-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.txt").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("keytool.txt")))
                .isZero();
    }

    private static String store(String name) {
        return folder.resolve(name + ".p12").toString();
    }

    /** As {@code key=value}. */
    private static String[] served(String store, String... more) {
        return Stream.concat(
                        Stream.of(
                                "management.server.ssl.key-store=" + store(store),
                                "management.server.ssl.key-store-password=" + PASSWORD,
                                "management.server.ssl.key-alias=" + store),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    @Test
    void whereTheInstanceHasItsSettingsTheCommandsTrustItsCertificate() throws Exception {
        try (Application application = start(served("stranger"))) {
            Run run = run(application, served("stranger"));

            assertThat(run.printed()).contains("Delivery runs.");
            assertThat(run.exitCode()).isZero();
        }
    }

    @Test
    void withoutAnythingThatTrustsItACertificateIsRefusedInWords() throws Exception {
        try (Application application = start(served("instance"))) {
            Run run = run(application);

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.printed())
                    .contains("is not trusted here", "management.client-bundle")
                    .doesNotContain("\tat ", "Start it");
        }
    }

    @Test
    void elsewhereABundleTrustsIt() throws Exception {
        try (Application application = start(served("instance"))) {
            Run run = run(
                    application,
                    "management.client-bundle=ours",
                    "spring.ssl.bundle.pem.ours.truststore.certificate=" + folder.resolve("ca.crt"));

            assertThat(run.printed()).contains("Delivery runs.");
        }
    }

    @Test
    void aCertificateForAnotherNameIsNotTrustedOnlyBecauseOfItsCa() throws Exception {
        try (Application application = start(served("operator"))) {
            Run run = run(
                    application,
                    "management.client-bundle=ours",
                    "spring.ssl.bundle.pem.ours.truststore.certificate=" + folder.resolve("ca.crt"));

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.printed()).contains("is not trusted here", "127.0.0.1");
        }
    }

    @Test
    void anInstanceThatAsksForACertificateGetsThatOfTheBundle() throws Exception {
        String[] asking = served(
                "instance",
                "management.server.ssl.client-auth=need",
                "management.server.ssl.trust-store=" + store("trust"),
                "management.server.ssl.trust-store-password=" + PASSWORD);
        String[] shown = {
            "management.client-bundle=ours",
            "spring.ssl.bundle.jks.ours.keystore.location=" + store("operator"),
            "spring.ssl.bundle.jks.ours.keystore.password=" + PASSWORD,
            "spring.ssl.bundle.jks.ours.key.alias=operator",
            "spring.ssl.bundle.jks.ours.truststore.location=" + store("trust"),
            "spring.ssl.bundle.jks.ours.truststore.password=" + PASSWORD
        };
        try (Application application = start(asking)) {
            assertThat(run(application, shown).printed()).contains("Delivery runs.");
            assertThat(run(application, asking).printed())
                    .contains("asks for a client certificate", "management.client-bundle");
        }
    }

    @Test
    void aBundleOfTheInstanceIsTrustedAsAStoreIs() throws Exception {
        String[] bundle = {
            "management.server.ssl.bundle=served",
            "spring.ssl.bundle.jks.served.keystore.location=" + store("stranger"),
            "spring.ssl.bundle.jks.served.keystore.password=" + PASSWORD
        };
        try (Application application = start(bundle)) {
            assertThat(run(application, bundle).printed()).contains("Delivery runs.");
        }
    }

    @Test
    void aBundleThatIsNotThereIsNamed() throws Exception {
        try (Application application = start(served("instance"))) {
            Run run = run(application, "management.client-bundle=ours");

            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.printed()).contains("There is no bundle 'ours'");
        }
    }

    @Test
    void whoSpeaksTlsToAPlainPortIsToldSo() throws Exception {
        try (Application application = start()) {
            Run run = run(application);

            assertThat(run.printed()).contains("does not speak TLS. Name it with http.");
        }
    }

    private Application start(String... settings) {
        return Application.start(NOBODY, own.resolve("data"), settings);
    }

    /** Asks over TLS, with these settings in the environment of the command's folder. */
    private Run run(Application application, String... settings) throws IOException {
        Path config = Files.createDirectories(own.resolve("elsewhere/config")).resolve("application.properties");
        Files.writeString(config, String.join("\n", settings) + '\n');
        URI plain = application.management("");
        List<String> words = new ArrayList<>(List.of("delivery", "status"));
        words.addAll(Tokens.options(plain));
        words.set(words.indexOf("--url") + 1, "https://127.0.0.1:" + plain.getPort());
        Path log = Files.createTempFile(own, "command", ".log");
        try (CommandProcess command =
                CommandProcess.startIn(own.resolve("elsewhere"), log, "128m", words.toArray(String[]::new))) {
            return new Run(command.exitCode(), Files.readString(log));
        }
    }
}
