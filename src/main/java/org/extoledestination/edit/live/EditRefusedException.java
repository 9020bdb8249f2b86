package org.extoledestination.edit.live;

import java.util.List;

/** An edit cannot be taken; what ran before goes on. */
public final class EditRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<String> reasons;
    private final boolean mayPass;

    private EditRefusedException(List<String> reasons, boolean mayPass) {
        super(String.join("\n", reasons));
        this.reasons = List.copyOf(reasons);
        this.mayPass = mayPass;
    }

    /** Because the files are wrong: each reason with its file, line and what would be right. */
    public static EditRefusedException wrong(List<String> reasons) {
        return new EditRefusedException(reasons, false);
    }

    /** The cause may pass, so the edit is tried again. */
    public static EditRefusedException notNow(String reason) {
        return notNow(List.of(reason));
    }

    /** Because of what lies beside the files, such as their tests, and may change alone: it is tried again. */
    public static EditRefusedException notNow(List<String> reasons) {
        return new EditRefusedException(reasons, true);
    }

    List<String> reasons() {
        return reasons;
    }

    boolean mayPass() {
        return mayPass;
    }
}
