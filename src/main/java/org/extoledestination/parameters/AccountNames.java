package org.extoledestination.parameters;

import java.util.Set;
import java.util.stream.Collectors;
import org.extoledestination.delivery.DeliverySettings;
import org.extoledestination.delivery.DeliverySettings.Account;

/** Which sources have an account of their own at Extole: one person of two accounts is two. */
record AccountNames(Set<String> sources) {

    static AccountNames of(DeliverySettings settings) {
        return new AccountNames(settings.accounts().stream()
                .filter(account -> !account.apiKey().isBlank())
                .map(Account::source)
                .collect(Collectors.toUnmodifiableSet()));
    }

    /** The account of a source; empty for the common one. */
    String of(String source) {
        return sources.contains(source) ? source : "";
    }
}
