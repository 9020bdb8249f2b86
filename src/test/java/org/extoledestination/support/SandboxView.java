package org.extoledestination.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Looks at a sandbox from outside, and asks it for faults. */
public final class SandboxView {

    private final URI uri;

    /** Of the sandbox at {@code uri}. */
    public SandboxView(URI uri) {
        this.uri = uri;
    }

    /** The events it has received, oldest first. */
    public List<JsonNode> events() {
        return list("events");
    }

    /** One field of each event, oldest first; {@code /data/email} for example. */
    public List<String> eachEvents(String pointer) {
        return events().stream().map(event -> event.at(pointer).asText()).toList();
    }

    /** The persons it knows. */
    public List<JsonNode> persons() {
        return list("persons");
    }

    /** The erasures it was asked for, oldest first. */
    public List<JsonNode> erasures() {
        return list("erasures");
    }

    /** Every request it got, oldest first. */
    public List<JsonNode> requests() {
        return list("requests");
    }

    /** Asks for a fault, as the sandbox's own page describes it. */
    public void fault(String json) {
        if (Http.post(uri.resolve("/__sandbox/faults"), "", json).statusCode() != 201) {
            throw new IllegalArgumentException("The sandbox does not take this fault: " + json);
        }
    }

    /** Ends all faults. */
    public void mend() {
        Http.delete(uri.resolve("/__sandbox/faults"));
    }

    private List<JsonNode> list(String what) {
        List<JsonNode> all = new ArrayList<>();
        Http.json(uri.resolve("/__sandbox/" + what)).forEach(all::add);
        return all;
    }
}
