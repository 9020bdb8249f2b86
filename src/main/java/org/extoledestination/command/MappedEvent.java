package org.extoledestination.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.extoledestination.deadletter.Preview;
import org.extoledestination.mapping.Explanation;

/**
 * The result for one event.
 *
 * @param line where it stands in the file, from 1
 * @param messageId its id; empty for an event that could not be read and has none
 * @param title what it is, in words; {@code unreadable} if it does not say
 * @param explanation how it was mapped, if that was asked for and it came so far
 */
record MappedEvent(long line, String messageId, String title, Preview preview, Optional<Explanation> explanation) {

    boolean isRefused() {
        return !preview.code().isEmpty();
    }

    boolean isSkipped() {
        return !isRefused() && !preview.isSent();
    }

    /** Why it is refused or skipped. The code of a refusal stands beside it. */
    String why() {
        String prefix = preview.code() + ": ";
        return preview.detail().startsWith(prefix) ? preview.detail().substring(prefix.length()) : preview.detail();
    }

    /** For other programs: an object for each request, and one that says why there is none or what is wrong. */
    List<ObjectNode> objects() {
        List<ObjectNode> objects = new ArrayList<>();
        for (Preview.Request request : preview.requests()) {
            ObjectNode object = object().put("operation", request.operation());
            if (!request.path().isEmpty()) {
                object.put("method", "POST").put("path", request.path());
            }
            objects.add(object.set("body", ArchiveJson.treeOrText(request.body())));
        }
        if (isSkipped()) {
            objects.add(object().put("skipped", preview.outcome()));
        } else if (isRefused()) {
            objects.add(
                    object().put("line", line).put("refused", preview.code()).put("message", why()));
        }
        return objects;
    }

    private ObjectNode object() {
        return ArchiveJson.MAPPER.createObjectNode().put("messageId", messageId);
    }
}
