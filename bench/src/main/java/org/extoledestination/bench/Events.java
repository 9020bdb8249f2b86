package org.extoledestination.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Segment events as the load sends them, about 1.4 KB each. Person and number stand in {@code messageId}, which every
 * mapping hands on as {@code segment_message_id}: {@code bench-00000042-00000007}. They have a fixed width, so that an
 * event is a copy of bytes with a few digits changed.
 */
final class Events {

    /** What the destination looks for. */
    static final byte[] MARK = "\"bench-".getBytes(StandardCharsets.US_ASCII);

    static final int DIGITS = 8;
    private static final String PERSON = "@PPPPPP@";
    private static final String NUMBER = "@NNNNNN@";

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
            "messageId":"bench-@PPPPPP@-@NNNNNN@","userId":"u-@PPPPPP@","anonymousId":"507f191e-810c-4729-9de8-@PPPPPP@",\
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

    private record Slot(int offset, boolean ofPerson) {}

    /** One kind of event. */
    static final class Template {
        private final String path;
        private final byte[] bytes;
        private final List<Slot> slots = new ArrayList<>();

        private Template(String path, String json) {
            this.path = path;
            this.bytes = json.getBytes(StandardCharsets.US_ASCII);
            find(json, PERSON, true);
            find(json, NUMBER, false);
        }

        private void find(String json, String mark, boolean ofPerson) {
            for (int at = json.indexOf(mark); at >= 0; at = json.indexOf(mark, at + 1)) {
                slots.add(new Slot(at, ofPerson));
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
                digits(into, offset + slot.offset(), slot.ofPerson() ? person : number);
            }
        }
    }

    private static final Template[] MIXED = mixed();
    private static final Template AUDIENCE = new Template("/v1/identify", JOINED);

    private Events() {}

    /** Of ten events of a person six are views, three orders, and one an identify. */
    private static Template[] mixed() {
        Template viewed = new Template("/v1/track", VIEWED);
        Template ordered = new Template("/v1/track", ORDERED);
        Template identified = new Template("/v1/identify", IDENTIFIED);
        return new Template[] {
            identified, viewed, viewed, ordered, viewed, viewed, ordered, viewed, viewed, ordered,
        };
    }

    static Template of(String kind, int number) {
        return kind.equals("audience") ? AUDIENCE : MIXED[number % MIXED.length];
    }

    /** Mean size of the mixed events in bytes. */
    static int meanSize() {
        int sum = 0;
        for (Template template : MIXED) {
            sum += template.length();
        }
        return sum / MIXED.length;
    }

    private static void digits(byte[] into, int offset, int value) {
        int rest = value;
        for (int at = offset + DIGITS - 1; at >= offset; at--) {
            into[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
