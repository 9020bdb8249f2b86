package org.extoledestination.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The faults that are active, in the order they were asked for; the first that strikes a request has it. */
final class Faults {
    private static final String KNOWN = "path, match, next, every, status, code, retryAfter, body, delayMillis, action";

    private record Active(Fault fault, AtomicLong seen) {}

    private final List<Active> active = new CopyOnWriteArrayList<>();

    List<Fault> list() {
        return active.stream().map(Active::fault).toList();
    }

    void clear() {
        active.clear();
    }

    void add(Fault fault) {
        active.add(new Active(fault, new AtomicLong()));
    }

    @Nullable
    Fault pick(Call call) {
        for (Active each : active) {
            if (each.fault().strikes(call) && isTurn(each)) {
                return each.fault();
            }
        }
        return null;
    }

    private boolean isTurn(Active each) {
        long seen = each.seen().incrementAndGet();
        Integer next = each.fault().next();
        if (next != null) {
            if (seen >= next) {
                active.remove(each);
            }
            return seen <= next;
        }
        Integer every = each.fault().every();
        return every == null || seen % every == 0;
    }

    /** Reads a fault, with a message for each mistake in it. */
    static Fault read(Call call) {
        if (!call.isObject()) {
            throw wrong("A fault is a JSON object. Known fields: " + KNOWN + ".");
        }
        try {
            Fault fault = Json.MAPPER.treeToValue(call.object(), Fault.class);
            check(fault);
            return fault;
        } catch (UnrecognizedPropertyException e) {
            throw wrong("Unknown field '" + e.getPropertyName() + "'. Known fields: " + KNOWN + ".");
        } catch (JsonMappingException e) {
            String field = e.getPath().stream().map(at -> at.getFieldName()).collect(Collectors.joining("."));
            throw wrong("Field '" + field + "' cannot be read: " + e.getOriginalMessage());
        } catch (JsonProcessingException e) {
            throw wrong("The fault cannot be read: " + e.getOriginalMessage());
        }
    }

    private static void check(Fault fault) {
        if (fault.isPointless()) {
            throw wrong("A fault needs 'action', 'delayMillis', or 'status', 'code', 'body' or 'retryAfter'.");
        }
        if (fault.next() != null && fault.every() != null) {
            throw wrong("A fault has 'next' or 'every', not both.");
        }
        between(1, Integer.MAX_VALUE, "next", fault.next());
        between(1, Integer.MAX_VALUE, "every", fault.every());
        between(200, 599, "status", fault.status());
        between(0, Integer.MAX_VALUE, "delayMillis", fault.delayMillis());
    }

    private static void between(int least, int most, String field, @Nullable Integer value) {
        if (value != null && (value < least || value > most)) {
            throw wrong("Field '" + field + "' must be from " + least + " to " + most + ", not " + value + ".");
        }
    }

    private static Refusal wrong(String message) {
        return new Refusal(400, "invalid_fault", message);
    }
}
