package org.extoledestination.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority of a test's own and certificates by it, made with the JDK's keytool. */
public final class Keys {

    /** Of all stores. */
    public static final String PASSWORD = "changeit";

    private static final String AUTHORITY = "authority";

    private final Path folder;
    private final Path store;

    /** Makes the authority, and keeps all files in {@code folder}. */
    public Keys(Path folder) {
        this.folder = folder;
        this.store = folder.resolve("keys.p12");
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        keytool(AUTHORITY, "-dname", "CN=Test Authority", "-ext", "bc:c", "-validity", "30");
        pem(AUTHORITY);
    }

    /** A certificate for this machine. */
    public Keys with(String alias) {
        return with(alias, "-ext", "san=dns:localhost,ip:127.0.0.1", "-validity", "30");
    }

    /** A certificate with keytool's own words for what it is. */
    public Keys with(String alias, String... what) {
        List<String> all = new ArrayList<>(List.of("-signer", AUTHORITY, "-dname", "CN=" + alias));
        all.addAll(List.of(what));
        keytool(alias, all.toArray(String[]::new));
        pem(alias);
        return this;
    }

    /** The authority's certificate. */
    public Path authority() {
        return certificate(AUTHORITY);
    }

    /** A certificate as PEM, with its authority's. */
    public Path certificate(String alias) {
        return folder.resolve(alias + ".crt");
    }

    /** A private key as PEM. */
    public Path key(String alias) {
        return folder.resolve(alias + ".key");
    }

    /** Settings of a bundle that trusts the authority. */
    public List<String> trusting(String bundle) {
        return List.of("spring.ssl.bundle.pem." + bundle + ".truststore.certificate=file:" + authority());
    }

    /** Settings of a bundle that shows a certificate. */
    public List<String> showing(String bundle, String alias) {
        String at = "spring.ssl.bundle.pem." + bundle + ".keystore.";
        return List.of(at + "certificate=file:" + certificate(alias), at + "private-key=file:" + key(alias));
    }

    /** A private key in PKCS#8, as PostgreSQL's driver takes it. */
    public Path derKey(String alias) {
        try {
            Key key = load().getKey(alias, PASSWORD.toCharArray());
            Path file = Files.write(folder.resolve(alias + ".pk8"), key.getEncoded());
            // The driver takes none that others may read.
            return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A store that trusts the authority, as a file. */
    public Path trustStore() {
        Path file = folder.resolve("trusted.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            trusted().store(out, PASSWORD.toCharArray());
            return file;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A store with one key, for a program that wants one. */
    public Path storeOf(String alias) {
        try {
            KeyStore one = KeyStore.getInstance("PKCS12");
            one.load(null, null);
            KeyStore all = load();
            char[] password = PASSWORD.toCharArray();
            one.setKeyEntry(alias, all.getKey(alias, password), password, all.getCertificateChain(alias));
            Path file = folder.resolve(alias + ".p12");
            try (var out = Files.newOutputStream(file)) {
                one.store(out, password);
            }
            return file;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For one end of a connection: shows the certificate of {@code alias}, and trusts the authority. */
    public SSLContext context(String alias) {
        try {
            KeyStore own = KeyStore.getInstance(storeOf(alias).toFile(), PASSWORD.toCharArray());
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, PASSWORD.toCharArray());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), new SecureRandom());
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A store that trusts the authority. */
    public KeyStore trusted() {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry(AUTHORITY, load().getCertificate(AUTHORITY));
            return trusted;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private KeyStore load() throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore all = KeyStore.getInstance("PKCS12");
            all.load(in, PASSWORD.toCharArray());
            return all;
        }
    }

    private void pem(String alias) {
        try {
            KeyStore all = load();
            StringBuilder chain = new StringBuilder();
            for (Certificate each : all.getCertificateChain(alias)) {
                chain.append(pem("CERTIFICATE", each.getEncoded()));
            }
            Files.writeString(certificate(alias), chain);
            Key key = all.getKey(alias, PASSWORD.toCharArray());
            Files.writeString(key(alias), pem("PRIVATE KEY", key.getEncoded()));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String what, byte[] bytes) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n";
    }

    private void keytool(String alias, String... what) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
        command.addAll(List.of(what));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("keytool.log").toFile())
                    .start();
            if (process.waitFor() != 0) {
                throw new IllegalStateException(Files.readString(folder.resolve("keytool.log")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
