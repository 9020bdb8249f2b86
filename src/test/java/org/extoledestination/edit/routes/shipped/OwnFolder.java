package org.extoledestination.edit.routes.shipped;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

/** Gives the application a folder for its data, and the shipped mappings with two more beside them. */
final class OwnFolder implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext application) {
        try {
            Path folder = Files.createTempDirectory("shipped-routes");
            SpringApplication.getShutdownHandlers().add(() -> FileSystemUtils.deleteRecursively(folder.toFile()));
            Path mappings = folder.resolve("mappings");
            FileSystemUtils.copyRecursively(Path.of("config/mappings"), mappings);
            FileSystemUtils.deleteRecursively(mappings.resolve("tests"));
            Files.writeString(mappings.resolve("group.yaml"), "when: { type: group }\nsend: joined\n");
            Files.writeString(mappings.resolve("parcel.yaml"), """
                    when: { type: track, event: Basket Sent }
                    each: properties.parcels
                    send: parcel sent
                    data:
                      partner_user_id: { from: person.userId }
                      parcel: { from: item.number, as: text, required: true }
                    """);
            TestPropertyValues.of("data-dir=" + folder.resolve("data"), "mapping.folder=" + mappings)
                    .applyTo(application);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
