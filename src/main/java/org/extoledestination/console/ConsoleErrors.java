package org.extoledestination.console;

import jakarta.jms.JMSException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.extoledestination.console.DeadLettersPage.HalfDoneException;
import org.extoledestination.platform.database.ShortQueries;
import org.extoledestination.platform.telemetry.Shown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.View;

/** What the console shows when it cannot show what was asked for. */
@ControllerAdvice(annotations = ConsoleController.class)
record ConsoleErrors(Pages pages, Frames frames) {

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleErrors.class);

    @ExceptionHandler
    View wrong(IllegalArgumentException refusal, HttpServletRequest request, HttpServletResponse response) {
        return message(request, response, 400, "This cannot be done", Shown.message(refusal));
    }

    @ExceptionHandler
    View wrong(MethodArgumentTypeMismatchException refusal, HttpServletRequest request, HttpServletResponse response) {
        return message(
                request,
                response,
                400,
                "This cannot be done",
                "'" + Shown.name(refusal.getName()) + "' in the address is not a value that it can have.");
    }

    @ExceptionHandler
    View unreadable(IOException failure, HttpServletRequest request, HttpServletResponse response) {
        return message(
                request,
                response,
                404,
                "It cannot be read",
                "The file is there no more, or this application's user may not read it: "
                        + failure.getClass().getSimpleName() + '.');
    }

    @ExceptionHandler
    View none(ResponseStatusException refusal, HttpServletRequest request, HttpServletResponse response) {
        return message(request, response, 404, "It is not here", String.valueOf(refusal.getReason()));
    }

    @ExceptionHandler
    View slow(QueryTimeoutException failure, HttpServletRequest request, HttpServletResponse response) {
        return message(request, response, 503, "The database takes too long", ShortQueries.NARROW);
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class, JMSException.class})
    View away(Exception failure, HttpServletRequest request, HttpServletResponse response) {
        return message(
                request,
                response,
                503,
                (failure instanceof JMSException ? "The broker" : "The database") + " does not answer",
                "Nothing was done. Mend it, then load this page again; events are kept meanwhile.");
    }

    @ExceptionHandler
    View half(HalfDoneException failure, HttpServletRequest request, HttpServletResponse response) {
        return message(
                request,
                response,
                503,
                "The database or the broker does not answer any more",
                String.format(
                        Locale.ROOT,
                        "%,d are done, the others are as they were. Mend it, then repeat the action for the rest.",
                        failure.done()));
    }

    @ExceptionHandler
    View failed(RuntimeException failure, HttpServletRequest request, HttpServletResponse response) {
        LOG.error("A page of the console failed: {}", failure.getClass().getName());
        return message(
                request, response, 500, "This page failed", "Its fault is in this application. The log names it.");
    }

    private View message(
            HttpServletRequest request, HttpServletResponse response, int status, String title, String text) {
        response.setStatus(status);
        return pages.view("message", Map.of("frame", frames.of(request), "title", title, "text", text));
    }
}
