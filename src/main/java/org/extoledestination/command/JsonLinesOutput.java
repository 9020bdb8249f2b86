package org.extoledestination.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.extoledestination.event.ExtoleRequest;

/** A JSON object a line, for other programs. */
final class JsonLinesOutput implements PreviewOutput {

    private final PrintWriter out;

    JsonLinesOutput(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void print(Preview.Outcome outcome) throws JsonProcessingException {
        for (ExtoleRequest request : outcome.requests()) {
            Map<String, Object> line = begun(outcome);
            line.put("operation", request.operation().word());
            line.put("method", "POST");
            line.put("path", request.operation().path());
            line.put("body", request.body());
            print(line);
        }
        if (outcome.skipped().isPresent()) {
            Map<String, Object> line = begun(outcome);
            line.put("skipped", outcome.skipped().get().code());
            print(line);
        }
        if (outcome.refusal().isPresent()) {
            Map<String, Object> line = begun(outcome);
            line.put("line", outcome.line());
            line.put("refused", outcome.refusal().get().code());
            line.put("message", outcome.refusal().get().message());
            print(line);
        }
    }

    private static Map<String, Object> begun(Preview.Outcome outcome) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("messageId", outcome.messageId());
        return line;
    }

    private void print(Map<String, Object> line) throws JsonProcessingException {
        out.println(ArchiveJson.MAPPER.writeValueAsString(line));
    }
}
