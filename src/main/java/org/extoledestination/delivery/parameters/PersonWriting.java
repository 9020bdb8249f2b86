package org.extoledestination.delivery.parameters;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.extoledestination.delivery.DeliveryOutcome.Fault;

/**
 * The calls by which the waiting parameters of one person are written: look for the person, make it if need be, read
 * what it has, then one call for each parameter that differs. Each answer decides the next call. Belongs to one thread
 * at a time.
 */
final class PersonWriting {

    /** How a parameter ended. */
    enum Outcome {
        WRITTEN("written"),
        UNCHANGED("unchanged"),
        REMOVED("removed"),
        REFUSED("refused");

        private final String word;

        Outcome(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /**
     * A parameter that waits no longer.
     *
     * @param code why, if Extole refused it
     */
    record Done(WaitingParameter parameter, Outcome outcome, Optional<String> code) {}

    private enum Step {
        SEARCH,
        CREATE,
        LIST,
        WRITE,
        END
    }

    /** The most that Extole lists at once. */
    private static final int MOST_DATA = 1_000;

    /** Zero if two leaves are the same; 42.0 is 42. */
    private static final Comparator<JsonNode> BY_VALUE = (one, other) -> one.isNumber() && other.isNumber()
            ? one.decimalValue().compareTo(other.decimalValue())
            : one.equals(other) ? 0 : 1;

    private static final String PERSON_NOT_FOUND = "person_not_found";

    private final WaitingPerson person;
    private final ObjectMapper mapper;
    private final Deque<WaitingParameter> left;
    private final List<Done> done = new ArrayList<>();
    private Step step;
    private String id = "";
    private JsonNode data;
    private boolean isAllData;
    private boolean isNobody;
    private boolean isTaken;
    private boolean exists;
    private boolean isSecondTry;

    PersonWriting(WaitingPerson person, List<WaitingParameter> parameters, ObjectMapper mapper) {
        this.person = person;
        this.mapper = mapper;
        this.left = new ArrayDeque<>(parameters);
        this.step = parameters.isEmpty() ? Step.END : Step.SEARCH;
        this.data = mapper.createObjectNode();
    }

    WaitingPerson person() {
        return person;
    }

    /** Whether Extole knows no such person; the parameters wait on. */
    boolean isNobody() {
        return isNobody;
    }

    /** The parameters that ended since the last call. */
    List<Done> takeDone() {
        List<Done> taken = List.copyOf(done);
        done.clear();
        return taken;
    }

    /** The next call; empty when no more is to be done now. */
    Optional<PersonCall> next() {
        return switch (step) {
            case SEARCH -> Optional.of(search());
            case CREATE -> Optional.of(create());
            case LIST -> Optional.of(new PersonCall("GET", path("/data"), "limit=" + MOST_DATA, null));
            case WRITE -> nextWrite();
            case END -> Optional.empty();
        };
    }

    /** Extole did what was asked. */
    void answered(JsonNode answer) {
        switch (step) {
            case SEARCH -> found(answer);
            case CREATE -> goOnWith(answer);
            case LIST -> {
                data = answer;
                isAllData = answer.isObject() && answer.size() < MOST_DATA;
                beginWriting();
            }
            case WRITE -> ended(head().json() == null ? Outcome.REMOVED : Outcome.WRITTEN, Optional.empty());
            case END -> throw new IllegalStateException("Nothing was asked");
        }
    }

    /** Extole will not do it. */
    void refused(Fault fault) {
        String code = fault.code();
        if (code.equals(PERSON_NOT_FOUND)) {
            nobody();
            return;
        }
        switch (step) {
            case SEARCH -> refuseAll(code);
            case CREATE -> notCreated(code);
            case LIST -> beginWriting();
            case WRITE -> notWritten(code);
            case END -> throw new IllegalStateException("Nothing was asked");
        }
    }

    /**
     * Whether the address of the latest call holds a name that a server may stumble over: it says "no such path" then,
     * which otherwise means that our set-up is wrong.
     */
    boolean isOddAddress() {
        return step == Step.WRITE
                && !left.isEmpty()
                && (exists || head().json() == null)
                && !ParameterName.isPlain(head().name());
    }

    private PersonCall search() {
        String query = person.keys()
                .email()
                .map(email -> "identity_key_value=" + ParameterName.encoded(email))
                .orElseGet(() -> "person_keys="
                        + ParameterName.encoded("partner_user_id:"
                                + person.keys().partnerUserId().orElseThrow()));
        return new PersonCall("GET", "", query, null);
    }

    /** Extole's first person with this {@code partner_user_id}. */
    private void found(JsonNode answer) {
        if (answer.isArray() && !answer.isEmpty()) {
            goOnWith(answer.get(0));
        } else if (person.keys().email().isPresent() && person.attempts() > 0 && !isTaken) {
            // The event that makes the person may still be under way at Extole, so not at the first look.
            step = Step.CREATE;
        } else {
            nobody();
        }
    }

    private PersonCall create() {
        ObjectNode body = mapper.createObjectNode();
        body.put("identity_key_value", person.keys().email().orElseThrow());
        return new PersonCall("POST", "", null, body.toString());
    }

    private void notCreated(String code) {
        if (code.equals("identity_key_value_already_taken")) {
            isTaken = true;
            step = Step.SEARCH;
        } else {
            refuseAll(code);
        }
    }

    private void goOnWith(JsonNode found) {
        id = found.path("id").asText();
        if (id.isBlank()) {
            nobody();
        } else {
            step = Step.LIST;
        }
    }

    private void nobody() {
        isNobody = true;
        step = Step.END;
    }

    private void beginWriting() {
        step = Step.WRITE;
        look();
    }

    /** Looks up whether Extole has the first of those that are left. */
    private void look() {
        isSecondTry = false;
        exists = !left.isEmpty() && data.has(head().name());
    }

    private Optional<PersonCall> nextWrite() {
        while (!left.isEmpty() && !isSecondTry && isThere(head())) {
            ended(head().json() == null ? Outcome.REMOVED : Outcome.UNCHANGED, Optional.empty());
        }
        if (left.isEmpty()) {
            step = Step.END;
            return Optional.empty();
        }
        return Optional.of(write(head()));
    }

    private boolean isThere(WaitingParameter parameter) {
        JsonNode had = data.path(parameter.name());
        if (parameter.json() == null) {
            return isAllData && had.isMissingNode();
        }
        return had.path("scope").asText().equals("PUBLIC")
                && had.path("value").equals(BY_VALUE, read(parameter.json()));
    }

    private PersonCall write(WaitingParameter parameter) {
        String path = path("/data/" + ParameterName.encoded(parameter.name()));
        if (parameter.json() == null) {
            return new PersonCall("DELETE", path, null, null);
        }
        ObjectNode body = mapper.createObjectNode();
        if (!exists) {
            body.put("name", parameter.name());
        }
        // As the sender wrote it: no digit of a number changes.
        body.putRawValue("value", new RawValue(parameter.json()));
        body.put("scope", "PUBLIC");
        return exists
                ? new PersonCall("PUT", path, null, write(body))
                : new PersonCall("POST", path("/data"), null, write(body));
    }

    /** What was read is not true any more, or was not all: then the other of the two calls is right. */
    private void notWritten(String code) {
        boolean isRemoval = head().json() == null;
        if (isRemoval && code.equals("data_not_found")) {
            ended(Outcome.REMOVED, Optional.empty());
        } else if (!isRemoval && !isSecondTry && code.equals(exists ? "data_not_found" : "data_already_exists")) {
            isSecondTry = true;
            exists = !exists;
        } else {
            ended(Outcome.REFUSED, Optional.of(code));
        }
    }

    private void refuseAll(String code) {
        while (!left.isEmpty()) {
            ended(Outcome.REFUSED, Optional.of(code));
        }
        step = Step.END;
    }

    private void ended(Outcome outcome, Optional<String> code) {
        done.add(new Done(left.removeFirst(), outcome, code));
        look();
    }

    private WaitingParameter head() {
        return left.getFirst();
    }

    private String path(String rest) {
        return '/' + ParameterName.encoded(id) + rest;
    }

    private JsonNode read(String json) {
        try {
            return mapper.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("What waits is no JSON", e);
        }
    }

    private String write(ObjectNode body) {
        try {
            return mapper.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A parameter cannot be written as JSON", e);
        }
    }
}
