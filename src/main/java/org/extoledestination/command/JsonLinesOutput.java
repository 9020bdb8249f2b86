package org.extoledestination.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.extoledestination.deadletter.Preview;

/** A JSON object a line, for other programs. */
final class JsonLinesOutput implements MappedEvent.Output {

    private final PrintWriter out;

    JsonLinesOutput(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void print(MappedEvent event) {
        for (Preview.Request request : event.preview().requests()) {
            Map<String, Object> line = begun(event);
            line.put("operation", request.operation());
            if (!request.path().isEmpty()) {
                line.put("method", "POST");
                line.put("path", request.path());
            }
            line.put("body", ArchiveJson.treeOrText(request.body()));
            print(line);
        }
        Map<String, Object> line = begun(event);
        if (event.isSkipped()) {
            line.put("skipped", event.preview().outcome());
            print(line);
        } else if (event.isRefused()) {
            line.put("line", event.line());
            line.put("refused", event.preview().code());
            line.put("message", event.why());
            print(line);
        }
    }

    private static Map<String, Object> begun(MappedEvent event) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("messageId", event.messageId());
        return line;
    }

    private void print(Map<String, Object> line) {
        try {
            out.println(ArchiveJson.MAPPER.writeValueAsString(line));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("What was read as JSON can be written", e);
        }
    }
}
