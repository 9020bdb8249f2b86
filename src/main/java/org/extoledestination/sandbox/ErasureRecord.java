package org.extoledestination.sandbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/** An erasure carried out; holds only the key it was asked for by. */
@JsonPropertyOrder({"partner_user_id", "email", "note", "status", "created_date"})
record ErasureRecord(
        @JsonInclude(Include.NON_NULL) @Nullable String partnerUserId,
        @JsonInclude(Include.NON_NULL) @Nullable String email,
        @Nullable String note,
        String status,
        String createdDate) {}
