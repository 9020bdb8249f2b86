package org.extoledestination.console;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;
import org.extoledestination.console.ConsoleSettings.User;
import org.extoledestination.platform.management.Exposure;
import org.extoledestination.platform.management.TokenFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/**
 * Who may sign in: the users of the settings. Without any, on loopback, the holder of the management token, who can do the
 * same by the commands; beyond loopback nobody.
 */
final class ConsoleUsers implements AuthenticationManager {

    /** The one who signs in with the token. */
    static final String TOKEN_HOLDER = "operator";

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleUsers.class);
    private static final String PREFIX = "{bcrypt}";

    private final ConsoleSettings settings;
    private final TokenFile token;
    private final boolean isOpen;
    private final BCryptPasswordEncoder encoder = new BCryptPasswordEncoder();

    /** Takes the time of a real comparison where there is no user of that name; empty where nobody signs in by a hash. */
    private final String nobody;

    ConsoleUsers(ConsoleSettings settings, ManagementServerProperties server, TokenFile token) {
        this.settings = settings;
        this.token = token;
        boolean isLoopback = Exposure.isLoopback(server.getAddress());
        isOpen = isLoopback || !settings.users().isEmpty();
        nobody = settings.users().stream().map(User::password).findFirst().orElse("");
        if (!settings.users().isEmpty()) {
            LOG.info(
                    "Console: {}, {} users", Addresses.CONSOLE, settings.users().size());
        } else if (isLoopback) {
            LOG.info(
                    "Console: {} on the management port. Sign in as '{}' with the token in {}",
                    Addresses.CONSOLE,
                    TOKEN_HOLDER,
                    token.path());
        } else {
            LOG.warn(
                    "The console is shut: the management port is open beyond this machine, and management.console.users"
                            + " names nobody. List users there and restart; commands and metrics work without");
        }
    }

    /** Whether anybody can sign in. */
    boolean isOpen() {
        return isOpen;
    }

    /** Whether the token is the password. */
    boolean isByToken() {
        return isOpen && settings.users().isEmpty();
    }

    @Override
    public Authentication authenticate(Authentication asking) {
        String name = asking.getName();
        String password = Objects.toString(asking.getCredentials(), "");
        ConsoleUser user = (isByToken() ? byToken(name, password) : byHash(name, password))
                .orElseThrow(() -> new BadCredentialsException("no such user, or another password"));
        return UsernamePasswordAuthenticationToken.authenticated(
                user, null, AuthorityUtils.createAuthorityList(authorities(user.role())));
    }

    /** Whether the token by which somebody signed in is still the token: an exchange ends the sessions that began with it. */
    boolean isStillIn(ConsoleUser user) {
        try {
            return user.token().isEmpty()
                    || token.read()
                            .map(DigestUtils::sha256Hex)
                            .filter(user.token()::equals)
                            .isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    private static String[] authorities(Role role) {
        String[] names = role.names();
        for (int i = 0; i < names.length; i++) {
            names[i] = "ROLE_" + names[i];
        }
        return names;
    }

    private Optional<ConsoleUser> byToken(String name, String password) {
        return name.equals(TOKEN_HOLDER) && token.isToken(password.strip())
                ? Optional.of(new ConsoleUser(name, Role.OPERATOR, DigestUtils.sha256Hex(password.strip())))
                : Optional.empty();
    }

    private Optional<ConsoleUser> byHash(String name, String password) {
        Optional<User> known = settings.users().stream()
                .filter(each -> each.name().equals(name))
                .findFirst();
        String hash = known.map(User::password).orElse(nobody);
        boolean isRight = encoder.matches(password, hash.startsWith(PREFIX) ? hash.substring(PREFIX.length()) : hash);
        return isRight ? known.map(each -> new ConsoleUser(each.name(), each.role(), "")) : Optional.empty();
    }
}
