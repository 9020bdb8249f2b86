package org.extoledestination.queue.shard;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Who is to read which queue: of those instances that have room the one with the highest random weight for it. All compute
 * the same from the same lists, and one that comes or goes moves few queues between the others.
 */
final class Deal {

    private Deal() {}

    /** The queues of one of the instances; nobody has more than his share, rounded up. */
    static Set<String> of(String instance, List<String> queues, Collection<String> instances) {
        if (!instances.contains(instance)) {
            return Set.of();
        }
        int most = (queues.size() + instances.size() - 1) / instances.size();
        Map<String, Integer> loads = new HashMap<>();
        Set<String> own = new HashSet<>();
        for (String queue : queues) {
            String owner = instances.stream()
                    .filter(each -> loads.getOrDefault(each, 0) < most)
                    .max(Comparator.comparingLong((String each) -> weight(queue, each))
                            .thenComparing(Comparator.naturalOrder()))
                    .orElseThrow();
            loads.merge(owner, 1, Integer::sum);
            if (owner.equals(instance)) {
                own.add(queue);
            }
        }
        return own;
    }

    private static long weight(String queue, String instance) {
        return ByteBuffer.wrap(DigestUtils.sha256(queue + ' ' + instance)).getLong();
    }
}
