package org.extoledestination.edit.routes;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings under {@code routes}.
 *
 * @param folder where the route files are, from the working directory
 */
@ConfigurationProperties("routes")
public record RoutesSettings(@DefaultValue("routes") Path folder) {}
