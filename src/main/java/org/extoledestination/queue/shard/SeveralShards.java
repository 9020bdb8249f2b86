package org.extoledestination.queue.shard;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether {@code queue.shards} is above 1. What is no number is refused with all other settings. */
public final class SeveralShards implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        try {
            return Binder.get(context.getEnvironment())
                            .bind("queue.shards", Integer.class)
                            .orElse(1)
                    > 1;
        } catch (BindException e) {
            return false;
        }
    }
}
