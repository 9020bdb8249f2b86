package org.extoledestination.platform.management;

import jakarta.jms.JMSException;
import java.io.IOException;
import java.util.Comparator;
import java.util.concurrent.TimeoutException;
import org.extoledestination.platform.database.ShortQueries;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.validation.FieldError;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.server.ResponseStatusException;

/** What all controllers answer when nothing was done. */
@RestControllerAdvice(annotations = RestController.class)
final class Problems {

    @ExceptionHandler
    ResponseEntity<Problem> refused(ResponseStatusException refusal) {
        String code = refusal.getStatusCode().isSameCodeAs(HttpStatus.NOT_FOUND) ? "not_found" : "too_large";
        return ResponseEntity.status(refusal.getStatusCode())
                .body(new Problem(code, String.valueOf(refusal.getReason())));
    }

    /** What somebody has asked for that there is not. */
    @ExceptionHandler({
        IllegalArgumentException.class,
        MethodArgumentNotValidException.class,
        MethodArgumentTypeMismatchException.class
    })
    @ResponseStatus(HttpStatus.BAD_REQUEST)
    Problem wrong(Exception refusal) {
        if (refusal instanceof MethodArgumentNotValidException invalid) {
            return new Problem(
                    "bad_request",
                    invalid.getFieldErrors().stream()
                            .min(Comparator.comparing(FieldError::getField))
                            .map(Problems::message)
                            .orElseThrow());
        }
        return new Problem(
                "bad_request",
                refusal instanceof MethodArgumentTypeMismatchException value
                        ? '\'' + value.getName() + "' is not a whole number."
                        : String.valueOf(refusal.getMessage()));
    }

    private static String message(FieldError error) {
        String message =
                error.isBindingFailure() ? "is too large a number." : String.valueOf(error.getDefaultMessage());
        return Character.isLowerCase(message.charAt(0)) ? '\'' + error.getField() + "' " + message : message;
    }

    @ExceptionHandler
    @ResponseStatus(HttpStatus.SERVICE_UNAVAILABLE)
    Problem slow(QueryTimeoutException failure) {
        return new Problem("unavailable", "The database takes too long. " + ShortQueries.NARROW);
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class, JMSException.class, IOException.class})
    @ResponseStatus(HttpStatus.SERVICE_UNAVAILABLE)
    Problem away(Exception failure) {
        if (failure instanceof JMSException && failure.getCause() instanceof TimeoutException) {
            return new Problem("unavailable", String.valueOf(failure.getMessage()));
        }
        return new Problem(
                "unavailable",
                failure instanceof IOException
                        ? "It could not be written in the data directory, so nothing was done: see the log."
                        : (failure instanceof JMSException ? "The broker" : "The database")
                                + " does not answer. Mend it and try again.");
    }
}
