package org.extoledestination.console;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.web.servlet.View;

/** The templates of {@code src/main/jte}, filled in. */
public final class Pages {

    private final TemplateEngine templates = TemplateEngine.createPrecompiled(ContentType.Html);

    /** A template with its parameters, as text. */
    public String text(String template, Map<String, ?> parameters) {
        StringOutput text = new StringOutput();
        templates.render(template + ".jte", Map.<String, Object>copyOf(parameters), text);
        return text.toString();
    }

    /** The same as what a handler method answers. */
    public View view(String template, Map<String, ?> parameters) {
        String text = text(template, parameters);
        return (model, request, response) -> write(text, response);
    }

    static void write(String text, HttpServletResponse response) throws IOException {
        byte[] page = text.getBytes(StandardCharsets.UTF_8);
        response.setContentType("text/html;charset=UTF-8");
        response.setContentLength(page.length);
        response.getOutputStream().write(page);
    }
}
