package org.extoledestination.platform.management;

import jakarta.servlet.RequestDispatcher;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import org.extoledestination.platform.database.DurableWrites;
import org.extoledestination.platform.start.DataFolder;
import org.extoledestination.platform.start.StartRefusedException;
import org.extoledestination.platform.telemetry.Meters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.error.ErrorAttributeOptions;
import org.springframework.boot.web.servlet.error.DefaultErrorAttributes;
import org.springframework.boot.web.servlet.error.ErrorAttributes;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.WebRequest;

/** What the management port needs before it opens. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({AuditSettings.class, ManagementSettings.class})
class ManagementConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(ManagementConfiguration.class);

    /** What Spring refuses by itself is told as we tell it; it is not asked at the ingest port. */
    @Bean
    ErrorAttributes managementErrors() {
        return new DefaultErrorAttributes() {
            @Override
            public Map<String, Object> getErrorAttributes(WebRequest request, ErrorAttributeOptions options) {
                Problem problem = Problem.ofStatus(
                        request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE, RequestAttributes.SCOPE_REQUEST));
                return Map.of("code", problem.code(), "message", problem.message());
            }
        };
    }

    @Bean
    AuditRows auditRows(JdbcClient database, PlatformTransactionManager transactions, DurableWrites durableWrites) {
        return new AuditRows(database, new TransactionTemplate(transactions), durableWrites);
    }

    @Bean
    AuditTrail auditTrail(AuditRows rows, Clock clock, Meters meters) {
        return new AuditTrail(rows, clock, meters);
    }

    @Bean
    AuditCleaning auditCleaning(AuditRows rows, AuditSettings settings, Clock clock, Meters meters) {
        return new AuditCleaning(rows, settings, clock, meters);
    }

    @Bean
    TokenFile managementToken(Environment environment, ManagementServerProperties server, ManagementSettings settings) {
        Exposure.check(environment, server, settings.allowPlainHttp());
        TokenFile token = TokenFile.of(environment);
        try {
            if (!hasPlace(token, environment)) {
                return token;
            }
            token.read();
            if (token.isReadByOthers()) {
                LOG.warn(
                        "Other users of this machine can read the token of the management port: file={}. Run: chmod 600"
                                + " on it.",
                        token.path());
            }
        } catch (IOException e) {
            throw new StartRefusedException(
                    "The token of the management port, in the file " + token.path() + ", cannot be used: "
                            + DataFolder.reason(token.path(), e),
                    "Let this process read and write there, or delete the file: one is made at the start. A token of"
                            + " your own is made by 'openssl rand -base64 32'; management.token-file (or the variable"
                            + " MANAGEMENT_TOKEN_FILE) names another file.");
        }
        return token;
    }

    /**
     * Makes the token. Where its usual place cannot be written, as without a volume, the port stays shut for what needs it;
     * a place that somebody has named is to do.
     */
    private static boolean hasPlace(TokenFile token, Environment environment) throws IOException {
        try {
            token.makeIfMissing();
            return true;
        } catch (IOException e) {
            if (!environment.getProperty("management.token-file", "").isBlank()) {
                throw e;
            }
            LOG.warn(
                    "The management port is shut but for health and metrics, since its token cannot be written to {}: {}."
                            + " Mount a volume at DATA_DIR that user '{}' may write, or mount a token of your own and name"
                            + " its file in MANAGEMENT_TOKEN_FILE",
                    token.path(),
                    DataFolder.reason(token.path(), e),
                    System.getProperty("user.name"));
            return false;
        }
    }
}
