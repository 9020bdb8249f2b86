package org.extoledestination.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class InstanceTest {

    @Test
    void theDefaultAddressIsTheOneThatIsShipped() {
        assertThat(Instance.address(Instance.settings())).hasToString("http://127.0.0.1:8081");
    }

    @Test
    void theSettingsOfTheInstanceAreTheSettingsOfTheCommand() {
        assertThat(address(Map.of("management.server.port", "9000"))).isEqualTo("http://127.0.0.1:9000");
        assertThat(address(Map.of("management.server.address", "10.0.0.7"))).isEqualTo("http://10.0.0.7:8081");
    }

    @Test
    void anInstanceThatListensEverywhereIsAskedOnLoopback() {
        assertThat(address(Map.of("management.server.address", "0.0.0.0"))).isEqualTo("http://127.0.0.1:8081");
        assertThat(address(Map.of("management.server.address", "::"))).isEqualTo("http://127.0.0.1:8081");
    }

    @Test
    void anAddressOfVersionSixStandsInBrackets() {
        assertThat(address(Map.of("management.server.address", "::1"))).isEqualTo("http://[::1]:8081");
    }

    private static String address(Map<String, Object> settings) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", settings));
        return Instance.address(environment).toString();
    }
}
