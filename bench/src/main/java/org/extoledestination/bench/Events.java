package org.extoledestination.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Segment events as the load sends them, about 1.4 KB each. Person and number stand in {@code messageId}, which every
 * mapping hands on as {@code segment_message_id}: {@code bench-0000000700000042-00000042-00000007}. They have a fixed
 * width, so that an event is a copy of bytes with a few digits changed.
 *
 * <p>What the id begins with is in the order of time for views and identifies, as Segment's clients for browsers and Node
 * make it ({@code ajs-next-1795442086604-...}), and at random for orders, as its other clients do. A database that sorts
 * by id has it easier with the first.
 */
final class Events {

    /** What the destination looks for. */
    static final byte[] MARK = "\"bench-".getBytes(StandardCharsets.US_ASCII);

    /** How far behind it the number of the person stands, and behind that of the event. */
    static final int PERSON_AT = 17;

    static final int NUMBER_AT = 26;
    static final int DIGITS = 8;
    private static final String PERSON = "@PPPPPP@";
    private static final String NUMBER = "@NNNNNN@";
    private static final String TIMED = "@TTTTTTTTTTTTTT@";
    private static final String RANDOM = "@RRRRRRRRRRRRRR@";

    private static final String CONTEXT = """
            "context":{"active":true,"app":{"name":"Store","version":"5.14.2","build":"5140201","namespace":"com.example.store"},\
            "campaign":{"name":"autumn-referrals","source":"newsletter","medium":"email","term":"refer a friend","content":"hero"},\
            "device":{"id":"B5372DB0-C21E-11E4-8DFC-AA07A5B093DB","manufacturer":"Apple","model":"iPhone15,3","name":"phone","type":"ios"},\
            "ip":"203.0.113.24","library":{"name":"analytics-ios","version":"4.1.6"},"locale":"en-US",\
            "os":{"name":"iOS","version":"17.5.1"},"screen":{"height":2796,"width":1290,"density":3},\
            "page":{"path":"/shop/lamps","referrer":"https://www.example.com/search?q=lamp","search":"?sort=price",\
            "title":"Lamps and lights for every room","url":"https://www.example.com/shop/lamps?sort=price"},\
            "timezone":"Europe/Amsterdam","userAgent":"Store/5.14.2 (iPhone; iOS 17.5.1; Scale/3.00)",\
            "traits":{"email":"person-@PPPPPP@@example.com","firstName":"Ada","lastName":"Lovelace"}}""";

    private static final String HEAD = """
            "messageId":"bench-@TTTTTTTTTTTTTT@-@PPPPPP@-@NNNNNN@","userId":"u-@PPPPPP@","anonymousId":"507f191e-810c-4729-9de8-@PPPPPP@",\
            "timestamp":"2026-11-23T10:01:00.000Z",""";

    private static final String VIEWED = """
            {"type":"track","event":"Product Viewed",""" + HEAD + """
            "properties":{"product_id":"507f1f77bcf86cd799439011","sku":"G-32","category":"Lamps","name":"Desk lamp, brass",\
            "brand":"Example","variant":"200 lm","price":18.99,"quantity":1,"currency":"EUR","position":3,\
            "url":"https://www.example.com/shop/lamps/desk-brass","image_url":"https://cdn.example.com/lamps/desk-brass.jpg"},""" + CONTEXT + "}";

    private static final String ORDERED = """
            {"type":"track","event":"Order Completed",""" + HEAD + """
            "properties":{"order_id":"o-@PPPPPP@-@NNNNNN@","total":42.5,"revenue":38.0,"shipping":3.0,"tax":1.5,\
            "currency":"EUR","coupon":"AUTUMN","products":[{"product_id":"507f1f77bcf86cd799439011","sku":"G-32",\
            "name":"Desk lamp","price":18.99,"quantity":2}]},""" + CONTEXT + "}";

    private static final String IDENTIFIED = """
            {"type":"identify",""" + HEAD + """
            "traits":{"email":"person-@PPPPPP@@example.com","firstName":"Ada","lastName":"Lovelace","plan":"gold","logins":12,\
            "address":{"street":"6th St","city":"San Francisco","state":"CA","postalCode":"94103","country":"USA"}},""" + CONTEXT + "}";

    private static final String JOINED = """
            {"type":"identify",""" + HEAD + """
            "traits":{"vip_customers":true,"email":"person-@PPPPPP@@example.com"},\
            "context":{"personas":{"computation_class":"audience","computation_id":"aud_2abcDEF","computation_key":"vip_customers",\
            "namespace":"spa_xyz","space_id":"spa_xyz","event_emitter_lib_version":"v1","computation_run_id":"run_8d1f"},\
            "library":{"name":"unknown","version":"unknown"}},"integrations":{"All":false,"Extole Platform":true}}""";

    private record Slot(int offset, String mark) {
        void write(byte[] into, int start, int person, int number) {
            int at = start + offset;
            switch (mark) {
                case PERSON -> digits(into, at, person);
                case NUMBER -> digits(into, at, number);
                case TIMED -> {
                    // People take turns: the number of the event, then of the person, is when it was sent.
                    digits(into, at, number);
                    digits(into, at + DIGITS, person);
                }
                default -> hexadecimal(into, at, mixed((long) person << 32 | number));
            }
        }
    }

    /** One kind of event. */
    static final class Template {
        private final String path;
        private final byte[] bytes;
        private final List<Slot> slots = new ArrayList<>();

        private Template(String path, String json) {
            this.path = path;
            this.bytes = json.getBytes(StandardCharsets.US_ASCII);
            for (String mark : List.of(PERSON, NUMBER, TIMED, RANDOM)) {
                for (int at = json.indexOf(mark); at >= 0; at = json.indexOf(mark, at + 1)) {
                    slots.add(new Slot(at, mark));
                }
            }
        }

        /** Where a single event of this kind is posted. */
        String path() {
            return path;
        }

        int length() {
            return bytes.length;
        }

        /** Writes the event into {@code into} from {@code offset} on. */
        void write(byte[] into, int offset, int person, int number) {
            System.arraycopy(bytes, 0, into, offset, bytes.length);
            for (Slot slot : slots) {
                slot.write(into, offset, person, number);
            }
        }
    }

    private static final Template[] MIXED = mixed(false);
    private static final Template[] RANDOM_IDS = mixed(true);
    private static final Template AUDIENCE = new Template("/v1/identify", JOINED.replace(TIMED, RANDOM));

    private Events() {}

    /** Of ten events of a person six are views, three orders, and one an identify. */
    private static Template[] mixed(boolean randomIds) {
        Template viewed = new Template("/v1/track", randomIds ? VIEWED.replace(TIMED, RANDOM) : VIEWED);
        Template ordered = new Template("/v1/track", ORDERED.replace(TIMED, RANDOM));
        Template identified = new Template("/v1/identify", randomIds ? IDENTIFIED.replace(TIMED, RANDOM) : IDENTIFIED);
        return new Template[] {
            identified, viewed, viewed, ordered, viewed, viewed, ordered, viewed, viewed, ordered,
        };
    }

    static Template of(String kind, int number) {
        return switch (kind) {
            case "audience" -> AUDIENCE;
            case "random-ids" -> RANDOM_IDS[number % RANDOM_IDS.length];
            default -> MIXED[number % MIXED.length];
        };
    }

    /** Mean size of the mixed events in bytes. */
    static int meanSize() {
        int sum = 0;
        for (Template template : MIXED) {
            sum += template.length();
        }
        return sum / MIXED.length;
    }

    /** The finisher of SplitMix64: numbers that follow each other come out far apart, and no two the same. */
    private static long mixed(long value) {
        long mixed = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }

    private static void hexadecimal(byte[] into, int offset, long value) {
        for (int at = 0; at < 16; at++) {
            into[offset + at] = (byte) Character.forDigit((int) (value >>> (60 - 4 * at)) & 0xf, 16);
        }
    }

    private static void digits(byte[] into, int offset, int value) {
        int rest = value;
        for (int at = offset + DIGITS - 1; at >= offset; at--) {
            into[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
