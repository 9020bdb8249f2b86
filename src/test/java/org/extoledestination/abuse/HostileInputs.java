package org.extoledestination.abuse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.extoledestination.support.Http;

/** All hostile requests: the lists under {@code src/test/resources/abuse}, and packed bodies. */
final class HostileInputs {

    /** The key that stands in a web page. */
    static final String PUBLIC_KEY = "public-write-key";

    /** May send {@code track} and {@code page}, and no conversions. */
    static final String NARROW_KEY = "narrow-write-key";

    static final String SUBSCRIPTION_KEY = "hostile-subscription-key";

    /** What bodies at {@code /segment} are signed with. */
    static final String SECRET = "abuse-secret";

    private static final String NO_NEIGHBOUR = "";

    /** Where a value goes: its name, and the event around it. */
    private static final Map<String, String> PLACES = new LinkedHashMap<>();

    static {
        PLACES.put("a trait", "{'type':'identify','userId':'$id','traits':{'v':$v}}");
        PLACES.put("all traits", "{'type':'identify','userId':'$id','traits':$v}");
        PLACES.put("a property", "{'type':'track','event':'Hostile','userId':'$id','properties':{'v':$v}}");
        PLACES.put("all properties", "{'type':'track','event':'Hostile','userId':'$id','properties':$v}");
        PLACES.put("the name of an event", "{'type':'track','event':$v,'userId':'$id'}");
        PLACES.put("the type", "{'type':$v,'event':'Hostile','userId':'$id'}");
        PLACES.put("the user id", "{'type':'track','event':'Hostile','userId':$v}");
        PLACES.put("the anonymous id", "{'type':'track','event':'Hostile','anonymousId':$v}");
        PLACES.put("the messageId", "{'type':'track','event':'Hostile','userId':'$id','messageId':$v}");
        PLACES.put("the timestamp", "{'type':'track','event':'Hostile','userId':'$id','timestamp':$v}");
        PLACES.put(
                "the time of sending",
                "{'type':'track','event':'Hostile','userId':'$id','timestamp':'2026-03-02T09:00:00Z','sentAt':$v}");
        PLACES.put("the context", "{'type':'track','event':'Hostile','userId':'$id','context':$v}");
        PLACES.put(
                "the traits of the context",
                "{'type':'track','event':'Hostile','userId':'$id','context':{'traits':$v}}");
        PLACES.put("an e-mail address", "{'type':'identify','traits':{'email':$v},'anonymousId':'$id'}");
        PLACES.put("a first name", "{'type':'identify','traits':{'firstName':$v},'userId':'$id'}");
        PLACES.put(
                "the total of an order",
                "{'type':'track','event':'Order Completed','userId':'$id','properties':{'order_id':'$id','total':$v}}");
        PLACES.put(
                "the id of an order",
                "{'type':'track','event':'Order Completed','userId':'$id','properties':{'order_id':$v,'total':1}}");
        PLACES.put("an array", "{'type':'identify','userId':'$id','traits':{'a':[$v,[$v],{'b':$v}]}}");
        PLACES.put("integrations", "{'type':'identify','userId':'$id','integrations':$v}");
        PLACES.put(
                "membership of an audience",
                "{'type':'identify','userId':'$id','context':{'personas':{'computation_class':'audience','computation_key':'k'}},'traits':{'k':$v}}");
        PLACES.put(
                "the key of an audience",
                "{'type':'identify','userId':'$id','context':{'personas':{'computation_class':'audience','computation_key':$v}},'traits':{'k':true}}");
        PLACES.put(
                "a journey",
                "{'type':'track','event':'Step','userId':'$id','context':{'personas':{'computation_class':'journey_step','computation_key':'k','event_emitter_id':$v}},'properties':{'journey_metadata':{'epoch_id':$v}}}");
        PLACES.put("external ids", "{'type':'identify','userId':'$id','context':{'externalIds':$v}}");
    }

    private final HonestLedger ledger;
    private int number;

    /** {@code ledger} knows the honest events beside which some of them stand. */
    HostileInputs(HonestLedger ledger) {
        this.ledger = ledger;
    }

    /** All of them, by kind. */
    Map<String, List<HostileInput>> all() {
        List<HostileInput> all = new ArrayList<>();
        all.addAll(values());
        all.addAll(requests("requests.txt"));
        all.addAll(raw("raw.txt"));
        PackedBodies.all()
                .forEach((sentence, body) -> all.add(new HostileInput(
                        "packed bodies",
                        sentence,
                        Requests.request("POST /v1/batch", PUBLIC_KEY, "Content-Encoding: gzip\r\n", body),
                        Set.of(),
                        NO_NEIGHBOUR)));
        all.addAll(requests("one-person.txt"));
        return all.stream().collect(Collectors.groupingBy(HostileInput::kind, LinkedHashMap::new, Collectors.toList()));
    }

    /** Each value alone in each place, and in all places of one batch with an honest event at its end. */
    private List<HostileInput> values() {
        List<HostileInput> all = new ArrayList<>();
        for (String[] line : lines("values.txt", 3)) {
            String value = Requests.expand(line[2]);
            List<String> items = new ArrayList<>();
            PLACES.forEach((place, event) -> {
                String body = filled(event.replace('\'', '"')).replace("$v", value);
                items.add(body);
                all.add(input(line[0], line[1] + " as " + place, "POST " + path(body), body, NO_NEIGHBOUR));
            });
            String neighbour = ledger.next("n" + number);
            items.add("{\"type\":\"track\",\"event\":\"Beside\",\"userId\":\"" + neighbour + "\",\"messageId\":\""
                    + neighbour + "\"}");
            all.add(input(
                    line[0],
                    line[1] + " everywhere in a batch",
                    "POST /v1/batch",
                    "{\"batch\":[" + String.join(",", items) + "]}",
                    neighbour));
        }
        return all;
    }

    private static String path(String event) {
        return event.startsWith("{\"type\":\"identify\"") ? "/v1/identify" : "/v1/track";
    }

    private static HostileInput input(String kind, String sentence, String target, String body, String neighbour) {
        return new HostileInput(kind, sentence, Requests.request(target, PUBLIC_KEY, body), Set.of(), neighbour);
    }

    private List<HostileInput> requests(String file) {
        return lines(file, 5).stream()
                .map(line -> new HostileInput(
                        line[0],
                        line[1],
                        Requests.request(
                                filled(Requests.expand(line[2])), PUBLIC_KEY, filled(Requests.expand(line[4]))),
                        answers(line[3]),
                        NO_NEIGHBOUR))
                .toList();
    }

    /** Those that a key, a signature or a path must not open. */
    List<HostileInput> ofDoors() {
        return lines("doors.txt", 6).stream()
                .map(line -> {
                    String body = filled(Requests.expand(line[5]));
                    String first = body.substring(Math.min(1, body.length()), body.indexOf('}') + 1);
                    String target = line[2].replace("$mac", signature(body));
                    String headers = Stream.of(line[3].split(";; ", -1))
                            .filter(header -> !header.equals("-"))
                            .map(header -> header.replaceAll("^\\$(\\w+)$", "Authorization: $1"))
                            .map(header -> header.endsWith(": public") ? authorization(PUBLIC_KEY) : header)
                            .map(header -> header.endsWith(": narrow") ? authorization(NARROW_KEY) : header)
                            .map(header -> header.endsWith(": unknown") ? authorization("narrow-write") : header)
                            .map(header -> header.endsWith(": subscription") ? authorization(SUBSCRIPTION_KEY) : header)
                            .map(header -> header.replace("$mac", signature(body)))
                            .map(header -> header.replace("$first", signature(first)) + "\r\n")
                            .collect(Collectors.joining());
                    return new HostileInput(
                            line[0],
                            line[1],
                            Requests.request(target, "", headers, body.getBytes(StandardCharsets.UTF_8)),
                            answers(line[4]),
                            NO_NEIGHBOUR);
                })
                .toList();
    }

    private static String authorization(String key) {
        return "Authorization: " + Http.basic(key);
    }

    private static String signature(String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has it", e);
        }
    }

    /** Those to the management port. */
    static List<HostileInput> ofManagement(int port) {
        return raw("management.txt").stream()
                .map(input -> input.with(
                        new String(input.request(), StandardCharsets.UTF_8).replace("$port", Integer.toString(port))))
                .toList();
    }

    private static List<HostileInput> raw(String file) {
        String key = "Authorization: " + Http.basic(PUBLIC_KEY);
        return lines(file, 4).stream()
                .map(line -> new HostileInput(
                        line[0],
                        line[1],
                        Requests.unescaped(Requests.expand(line[3]).replace("$key", key)),
                        answers(line[2]),
                        NO_NEIGHBOUR))
                .toList();
    }

    private String filled(String text) {
        return text.replace("$id", "hostile-" + number++);
    }

    private static Set<Integer> answers(String text) {
        return text.equals("*")
                ? Set.of()
                : Arrays.stream(text.split(" ", -1)).map(Integer::valueOf).collect(Collectors.toSet());
    }

    /** The kind, and the parts of each line. */
    private static List<String[]> lines(String file, int parts) {
        List<String[]> lines = new ArrayList<>();
        String kind = "";
        for (String line : text(file).split("\n", -1)) {
            if (line.startsWith("## ")) {
                kind = line.substring(3);
            } else if (!line.isBlank() && !line.startsWith("# ")) {
                String[] found = (kind + " | " + line + (line.endsWith(" |") ? " " : "")).split(" \\| ", parts);
                if (found.length != parts) {
                    throw new IllegalArgumentException(file + ": this line has not " + parts + " parts: " + line);
                }
                lines.add(found);
            }
        }
        return lines;
    }

    private static String text(String file) {
        try (InputStream in = Objects.requireNonNull(HostileInputs.class.getResourceAsStream("/abuse/" + file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
