package org.extoledestination.platform.management;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.extoledestination.platform.start.FolderAccess;
import org.springframework.core.env.PropertyResolver;

/** The file with the token of the management port. Nothing here puts the token into a message. */
public final class TokenFile {

    /** In the data directory, where {@code management.token-file} names no other. */
    static final String NAME = "management-token";

    /** As few characters a token may have: less could be guessed. */
    static final int SHORTEST = 32;

    private static final int RANDOM_BYTES = 32;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]{" + SHORTEST + ",512}");
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path file;

    /** The token is in {@code file}. */
    public TokenFile(Path file) {
        this.file = file.toAbsolutePath().normalize();
    }

    /** Where the settings of an instance say. */
    public static TokenFile of(PropertyResolver settings) {
        String named = settings.getProperty("management.token-file", "");
        return new TokenFile(
                named.isBlank()
                        ? Path.of(settings.getProperty("data-dir", "./data")).resolve(NAME)
                        : Path.of(named));
    }

    /** Where it is, from the root. */
    public Path path() {
        return file;
    }

    /**
     * The token as the file has it now, or empty if there is no file.
     *
     * @throws IOException if the file cannot be read, or holds no token
     */
    public Optional<String> read() throws IOException {
        String token;
        try {
            token = Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (!TOKEN.matcher(token).matches()) {
            throw new IOException(
                    "it holds no token: a token has " + SHORTEST + " to 512 characters, letters, digits and ._~+/=-");
        }
        return Optional.of(token);
    }

    /** Whether this is the token as the file has it now; no, if the file cannot be read. */
    public boolean isToken(String sent) {
        try {
            return read().filter(token -> MessageDigest.isEqual(
                            token.getBytes(StandardCharsets.UTF_8), sent.getBytes(StandardCharsets.UTF_8)))
                    .isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    /** Makes a token if there is no file, or one that a stopped start left empty. Only the owner may read it. */
    void makeIfMissing() throws IOException {
        if (Files.exists(file) && Files.size(file) > 0) {
            return;
        }
        if (file.getParent() != null) {
            Files.createDirectories(file.getParent());
        }
        Files.deleteIfExists(file);
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random) + '\n';
        try (FileChannel out =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly())) {
            out.write(ByteBuffer.wrap(token.getBytes(StandardCharsets.US_ASCII)));
            out.force(true);
        } catch (FileAlreadyExistsException e) {
            // Another instance with the same file was first.
        }
    }

    /**
     * Whether more users may read it than have to; a file system that cannot tell says no. Its group has to where somebody
     * else owns it, or the folder is for a group.
     */
    boolean isReadByOthers() throws IOException {
        if (!isPosix()) {
            return false;
        }
        Set<PosixFilePermission> allowed = Files.getPosixFilePermissions(file);
        return allowed.contains(PosixFilePermission.OTHERS_READ)
                || (allowed.contains(PosixFilePermission.GROUP_READ)
                        && FolderAccess.isOurs(file)
                        && !FolderAccess.isForItsGroup(file.resolveSibling("")));
    }

    private FileAttribute<?>[] ownerOnly() {
        return isPosix()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    private boolean isPosix() {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
