package org.extoledestination.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;

/** The application's jar taken apart by Spring Boot's own tool: a small jar and a folder {@code lib}. */
final class Extracted {

    private Extracted() {}

    /** The small jar. It is made again when the application's jar has changed. */
    static Path of(Options options) {
        Path folder = options.home.resolve("target/application");
        Path jar = folder.resolve(options.jar().getFileName());
        try {
            if (Files.exists(jar)
                    && Files.exists(folder.resolve("of"))
                    && Files.readString(folder.resolve("of")).equals(mark(options))) {
                return jar;
            }
            Work.delete(folder);
            Process tool = new ProcessBuilder(
                            options.java,
                            "-Djarmode=tools",
                            "-jar",
                            options.jar().toString(),
                            "extract",
                            "--destination",
                            folder.toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (tool.waitFor() != 0) {
                throw new BenchException("The application's jar cannot be taken apart: " + said);
            }
            Files.writeString(folder.resolve("of"), mark(options));
            return jar;
        } catch (IOException e) {
            throw new BenchException("Cannot take apart " + options.jar(), e);
        } catch (InterruptedException e) {
            throw new BenchException("Interrupted");
        }
    }

    /** The build writes one and the same time into every jar, so only the bytes tell them apart. */
    private static String mark(Options options) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(Files.readAllBytes(options.jar()));
        return options.jar() + " " + sum.getValue();
    }
}
