package org.extoledestination.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The shipped routes in a folder of their own, where they are edited as a team might while the application runs. */
final class EditedRoutes {

    /** What a team does to a route without a thought of what it costs. */
    static final List<Edit> EDITS = List.of(new Edit("a log line for each event", """
                    - log: { message: "track of ${header.segmentSource}: ${body[event]}" }
            """), new Edit("ten more steps", """
                    - setProperty: { name: name, simple: "${body[event]}" }
                    - setProperty: { name: source, simple: "${header.segmentSource}" }
                    - choice:
                        when:
                          - simple: "${exchangeProperty.name} == 'Never Seen'"
                            steps:
                              - setProperty: { name: kind, constant: seen }
                          - simple: "${exchangeProperty.name} contains 'Cart'"
                            steps:
                              - setProperty: { name: kind, constant: cart }
                          - simple: "${body[properties][price]} > 1000 || ${body[context][ip]} == '1.2.3.4'"
                            steps:
                              - setProperty: { name: kind, constant: dear }
                        otherwise:
                          steps:
                            - setProperty: { name: kind, constant: other }
                    - filter:
                        simple: "${exchangeProperty.kind} == 'never'"
                        steps:
                          - stop: {}
                    - setHeader: { name: kind, simple: "${exchangeProperty.kind}-${exchangeProperty.source}" }
                    - removeHeader: { name: kind }
                    - removeProperty: { name: kind }
            """), new Edit("the event written as JSON and read again", """
                    - marshal: { json: { library: Jackson } }
                    - unmarshal: { json: { library: Jackson, unmarshalType: java.util.Map } }
            """), new Edit("a question in JSONPath", """
                    - setProperty:
                        name: price
                        jsonpath: { expression: "$.properties.price", suppressExceptions: true }
            """));

    private static final String FILE = "31-track.camel.yaml";
    private static final String BEFORE = "        - bean: { ref: mapping, method: map }\n";
    private static final long TAKEN_SECONDS = 30;

    private final Path folder;
    private final String shipped;

    /** @param yaml the steps that stand before the mapping, as they are indented in the route */
    record Edit(String name, String yaml) {}

    private EditedRoutes(Path folder, String shipped) {
        this.folder = folder;
        this.shipped = shipped;
    }

    /** @throws BenchException if the routes of the application that is measured cannot be copied or have changed */
    static EditedRoutes copyOf(Path routes, Path folder) {
        Work.delete(folder);
        try (Stream<Path> files = Files.list(routes)) {
            Files.createDirectories(folder);
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
            String shipped = Files.readString(folder.resolve(FILE));
            if (!shipped.contains(BEFORE)) {
                throw new BenchException(FILE + " no longer holds the line\n" + BEFORE
                        + "before which the edits are made: change EditedRoutes.java");
            }
            return new EditedRoutes(folder, shipped);
        } catch (IOException e) {
            throw new BenchException("Cannot copy the routes of " + routes + " to " + folder, e);
        }
    }

    Path folder() {
        return folder;
    }

    /** Puts an edit in force. Ends when the application has taken it. */
    void edit(Edit edit, Application application) {
        write(shipped.replace(BEFORE, edit.yaml() + BEFORE), edit.name(), application);
    }

    /** Puts back what was shipped. Ends when the application has taken it. */
    void putBack(Application application) {
        write(shipped, "the route as shipped", application);
    }

    private void write(String text, String name, Application application) {
        double before = application.metric("extole_destination_live_total", "taken");
        try {
            Files.writeString(folder.resolve(FILE), text);
        } catch (IOException e) {
            throw new BenchException("Cannot write into " + folder, e);
        }
        long until = System.nanoTime() + TAKEN_SECONDS * 1_000_000_000L;
        while (application.metric("extole_destination_live_total", "taken") == before) {
            if (System.nanoTime() > until) {
                throw new BenchException("The application has not taken '" + name + "' within " + TAKEN_SECONDS
                        + " s. The end of its log:\n" + application.process().endOfLog());
            }
            Application.pause(100);
        }
    }
}
