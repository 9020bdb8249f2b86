package org.extoledestination.mapping;

/** Events of about 1.4 KB, as Segment's mobile libraries send them. */
public final class SampleEvents {

    private static final String CONTEXT = """
            "context":{"active":true,"app":{"name":"Store","version":"5.14.2","build":"5140201","namespace":"com.example.store"},\
            "campaign":{"name":"autumn-referrals","source":"newsletter","medium":"email","term":"refer a friend","content":"hero"},\
            "device":{"id":"B5372DB0-C21E-11E4-8DFC-AA07A5B093DB","manufacturer":"Apple","model":"iPhone15,3","name":"phone","type":"ios"},\
            "ip":"203.0.113.24","library":{"name":"analytics-ios","version":"4.1.6"},"locale":"en-US",\
            "os":{"name":"iOS","version":"17.5.1"},"screen":{"height":2796,"width":1290,"density":3},\
            "page":{"path":"/shop/lamps","referrer":"https://www.example.com/search?q=lamp","search":"?sort=price",\
            "title":"Lamps and lights for every room","url":"https://www.example.com/shop/lamps?sort=price"},\
            "timezone":"Europe/Amsterdam","userAgent":"Store/5.14.2 (iPhone; iOS 17.5.1; Scale/3.00)",\
            "traits":{"email":"ada@example.com","firstName":"Ada","lastName":"Lovelace"}}""";

    private static final String HEAD = """
            "messageId":"5f2b2a9e-7c11-4f0a-9d1e-0c8f6f1f2b3c","userId":"u-100","anonymousId":"507f191e-810c-4729-9de8",\
            "timestamp":"2026-11-23T10:01:00.000Z",""";

    private SampleEvents() {}

    /**
     * One event.
     *
     * @param name viewed, ordered or identified
     */
    public static String named(String name) {
        return switch (name) {
            case "viewed" -> """
                    {"type":"track","event":"Product Viewed",""" + HEAD + """
                    "properties":{"product_id":"507f1f77bcf86cd799439011","sku":"G-32","category":"Lamps",\
                    "name":"Desk lamp, brass","brand":"Example","variant":"200 lm","price":18.99,"quantity":1,\
                    "currency":"EUR","position":3,"url":"https://www.example.com/shop/lamps/desk-brass",\
                    "image_url":"https://cdn.example.com/lamps/desk-brass.jpg"},""" + CONTEXT + "}";
            case "ordered" -> """
                    {"type":"track","event":"Order Completed",""" + HEAD + """
                    "properties":{"order_id":"o-1","total":42.5,"revenue":38.0,"shipping":3.0,"tax":1.5,"currency":"EUR",\
                    "coupon":"AUTUMN","products":[{"product_id":"507f1f77bcf86cd799439011","sku":"G-32",\
                    "name":"Desk lamp","price":18.99,"quantity":2}]},""" + CONTEXT + "}";
            case "identified" -> """
                    {"type":"identify",""" + HEAD + """
                    "traits":{"email":"ada@example.com","firstName":"Ada","lastName":"Lovelace","plan":"gold","logins":12,\
                    "address":{"street":"6th St","city":"San Francisco","state":"CA","postalCode":"94103",\
                    "country":"USA"}},""" + CONTEXT + "}";
            default -> throw new IllegalArgumentException(name);
        };
    }
}
