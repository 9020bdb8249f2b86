package org.extoledestination.command;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.CharConversionException;
import java.io.EOFException;
import java.io.IOException;
import java.util.zip.ZipException;

/** A file that cannot be read on; what stands before the break is valid. The message holds nothing of the file. */
final class BrokenArchiveException extends IOException {

    static final String NOT_UTF8 = "is not UTF-8. Convert it, as by: iconv -f latin1 -t utf-8";

    private static final long serialVersionUID = 1L;

    BrokenArchiveException(String message) {
        super(message);
    }

    static BrokenArchiveException of(IOException cause) {
        if (cause instanceof BrokenArchiveException known) {
            return known;
        }
        if (isNotUtf8(cause)) {
            return new BrokenArchiveException(NOT_UTF8);
        }
        if (cause instanceof JsonProcessingException json) {
            JsonLocation place = json.getLocation();
            return new BrokenArchiveException(
                    "is not JSON: it breaks at line " + place.getLineNr() + ", column " + place.getColumnNr() + '.');
        }
        if (cause instanceof EOFException) {
            return new BrokenArchiveException("ends in the middle of its gzip data. Fetch it again.");
        }
        if (cause instanceof ZipException) {
            return new BrokenArchiveException("has broken gzip data. Fetch it again.");
        }
        return new BrokenArchiveException(
                "cannot be read: " + cause.getClass().getSimpleName() + ". Check the disk it is on.");
    }

    /** Jackson tells it apart from broken JSON by its words alone. */
    static boolean isNotUtf8(IOException cause) {
        return cause instanceof CharConversionException
                || (cause instanceof JsonProcessingException json
                        && json.getOriginalMessage().startsWith("Invalid UTF-8"));
    }
}
