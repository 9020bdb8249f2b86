package org.extoledestination.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.extoledestination.event.Person;
import org.extoledestination.event.SegmentJson;
import org.extoledestination.platform.management.JsonMask;
import org.extoledestination.platform.telemetry.Shown;
import org.jspecify.annotations.Nullable;

/**
 * JSON of events and requests as a viewer may see it. Texts are masked unless their field is known to hold no personal
 * data, since a name can stand anywhere; numbers, yes and no are shown unless their field is known to hold some. Names of
 * persons become the digits of the fingerprint by which logs and commands show them.
 */
public final class Masked implements JsonMask {

    private static final int SHOWN_DIGITS = 12;
    private static final int DEEPEST = 50;
    private static final int SHORTEST_NUMBER_OF_A_PERSON = 7;

    /** Letters and digits in lower case, as all names are compared. Of Segment's calls, and of what is sent to Extole. */
    private static final Set<String> HARMLESS = Set.of(
            "type",
            "event",
            "eventname",
            "messageid",
            "timestamp",
            "originaltimestamp",
            "sentat",
            "receivedat",
            "eventtime",
            "channel",
            "version",
            "writekey",
            "projectid",
            "source",
            "library",
            "active",
            "all",
            "currency",
            "orderid",
            "checkoutid",
            "cartid",
            "productid",
            "productids",
            "sku",
            "category",
            "categoryname",
            "brand",
            "variant",
            "plan",
            "plantype",
            "status",
            "quantity",
            "price",
            "total",
            "subtotal",
            "revenue",
            "tax",
            "shipping",
            "discount",
            "cartvalue",
            "position",
            "affiliation",
            "step",
            "partnerconversionid",
            "partnereventid",
            "segmentmessageid",
            "locale",
            "timezone",
            "computationkey",
            "computationid",
            "computationclass",
            "audiencekey",
            "labels",
            "container",
            "containername",
            "sandbox",
            "method",
            "operation",
            "code",
            "reason",
            "httpstatus",
            "uniqueid",
            "integrations",
            "extole");

    private static final Pattern PERSONAL = Pattern.compile(".*(phone|mobile|telephone|birth|postal|latitude|longitude"
            + "|salary|income|passport|iban|accountnumber|cardnumber|taxid|socialsecurity|gender).*"
            + "|.*(fax|zip|zipcode|ssn)|age|lat|lng|lon|dob|tel|msisdn");

    private static final Set<String> USER_IDS = Set.of("userid", "partneruserid");
    private static final Set<String> EMAILS = Set.of("email");
    private static final Set<String> ANONYMOUS_IDS = Set.of("anonymousid", "partneranonymousid");

    private final Set<String> personal;
    private final Set<String> harmless;

    /**
     * {@code mask}: more fields that hold personal data; {@code show}: more that hold none. Where both name one, it is
     * masked.
     */
    public Masked(Collection<String> mask, Collection<String> show) {
        personal = uniform(mask);
        harmless = new TreeSet<>(HARMLESS);
        harmless.addAll(uniform(show));
        harmless.removeAll(personal);
    }

    private static Set<String> uniform(Collection<String> names) {
        return names.stream().map(Masked::uniform).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String uniform(String name) {
        return name.replaceAll("[^\\p{L}\\p{N}]", "").toLowerCase(Locale.ROOT);
    }

    /** A JSON text, masked, on several lines; of what is no JSON, only how long it is. */
    @Override
    public String json(String json) {
        try {
            return of(SegmentJson.plain().readTree(json)).toPrettyString();
        } catch (JsonProcessingException e) {
            return "(" + json.length() + " characters that are no JSON)";
        }
    }

    /** The same of a tree; the one that is given stays as it is. */
    public JsonNode of(JsonNode tree) {
        return masked("", tree, 0);
    }

    /** A sentence of ours or of Extole's: what looks like an address, a phone number or a secret in it is masked. */
    public static String text(@Nullable String text) {
        return text == null ? "" : Shown.text(text);
    }

    /** The name of a filter, as a label. */
    public static String label(String filter) {
        return switch (filter) {
            case "messageId" -> "messageId";
            case "person" -> "Person (fingerprint)";
            case "since" -> "Since";
            case "until" -> "Until";
            case "id" -> "Number";
            default -> filter.substring(0, 1).toUpperCase(Locale.ROOT) + filter.substring(1);
        };
    }

    /** The digits by which a person is shown. */
    public static String person(String fingerprint) {
        return fingerprint.substring(0, Math.min(fingerprint.length(), SHOWN_DIGITS));
    }

    private JsonNode masked(String name, JsonNode value, int depth) {
        if (depth > DEEPEST) {
            return TextNode.valueOf("\u2022\u2022\u2022");
        }
        String key = uniform(name);
        if (value instanceof ObjectNode object) {
            ObjectNode shown = JsonNodeFactory.instance.objectNode();
            object.properties()
                    .forEach(each ->
                            shown.set(Shown.name(each.getKey()), masked(each.getKey(), each.getValue(), depth + 1)));
            return shown;
        }
        if (value instanceof ArrayNode list) {
            ArrayNode shown = JsonNodeFactory.instance.arrayNode();
            list.forEach(each -> shown.add(masked(name, each, depth + 1)));
            return shown;
        }
        if (value.isNull() || value.isBoolean()) {
            return value;
        }
        if (USER_IDS.contains(key)) {
            return person(Person.ofUserId(value.asText()));
        }
        if (EMAILS.contains(key)) {
            return person(Person.ofEmail(value.asText()));
        }
        if (ANONYMOUS_IDS.contains(key)) {
            return person(Person.ofAnonymousId(value.asText()));
        }
        boolean isPersonal = personal.contains(key) || PERSONAL.matcher(key).matches();
        if (value.isNumber()) {
            // As long as a phone number, a card or an id.
            boolean isLong = value.isIntegralNumber() && value.asText().length() >= SHORTEST_NUMBER_OF_A_PERSON;
            boolean isId = key.endsWith("id") || isLong;
            return isPersonal || (isId && !harmless.contains(key)) ? TextNode.valueOf("\u2022\u2022\u2022") : value;
        }
        return harmless.contains(key) && !isPersonal
                ? TextNode.valueOf(Shown.text(value.asText()))
                : TextNode.valueOf("\u2022\u2022\u2022 (" + value.asText().length() + " characters)");
    }

    private static JsonNode person(Person person) {
        return TextNode.valueOf("person " + person(person.fingerprint()));
    }
}
