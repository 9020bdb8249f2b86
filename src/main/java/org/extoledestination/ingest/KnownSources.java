package org.extoledestination.ingest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sources and their keys as the settings have them at one moment.
 *
 * @param writeKeys the keys that open the Tracking API
 * @param subscriptionKeys the keys that open {@code /segment} and may delete
 * @param byName each source; never empty
 */
record KnownSources(KeyRing writeKeys, KeyRing subscriptionKeys, Map<String, Sender> byName) {

    private static final Logger log = LoggerFactory.getLogger(Sources.class);
    static final Sender DEFAULT = new Sender("segment", Optional.empty(), false, Scope.ALL);

    static KnownSources of(List<IngestSettings.Source> sources, KeyUses uses) {
        KnownSources known = new KnownSources(new KeyRing(uses), new KeyRing(uses), new LinkedHashMap<>());
        sources.forEach(known::add);
        if (known.byName.isEmpty()) {
            known.byName.put(DEFAULT.source(), DEFAULT);
        }
        return known;
    }

    private void add(IngestSettings.Source source) {
        Sender sender = Sender.of(source);
        byName.put(source.name(), sender);
        writeKeys.add(source.writeKeys(), "", sender);
        subscriptionKeys.add(source.subscriptionKeys(), "", sender.deleting());
        source.keys().forEach(key -> writeKeys.add(key.writeKeys(), key.name(), sender.within(key.scope())));
    }

    /** Says at the start what is missing. */
    KnownSources report() {
        if (writeKeys.isEmpty()) {
            log.warn("No write key is configured: every sender of the Tracking API will hear 503. "
                    + "Set SEGMENT_WRITE_KEYS or ingest.sources in config/application.yaml");
        } else if (subscriptionKeys.isEmpty()) {
            log.info("No subscription key is configured: /segment takes identify and track with a write key, and"
                    + " answers deletions 403. To take deletions, set SEGMENT_SUBSCRIPTION_KEYS");
        }
        if (writeKeys.sharesKeyWith(subscriptionKeys)) {
            log.warn(
                    "A key is both a write key and a subscription key: whoever reads it in a web page can erase people."
                            + " Give /segment a key of its own in SEGMENT_SUBSCRIPTION_KEYS");
        }
        return this;
    }
}
