package org.extoledestination.console;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.util.Map;
import org.extoledestination.delivery.DeliveryController;
import org.extoledestination.delivery.DeliveryController.Pause;
import org.extoledestination.delivery.DeliveryController.Resume;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.RedirectView;

/** {@code /console/delivery}: whether requests leave, what waits aside; pause and resume. */
@ConsoleController
record DeliveryPage(Pages pages, DeliveryController delivery, Validator validator) {

    static final String PATH = "/delivery";

    @GetMapping(PATH)
    View show(Frame frame) {
        return pages.view("delivery", Map.of("frame", frame, "state", delivery.state(), "held", delivery.persons()));
    }

    @PostMapping(PATH + "/pause")
    RedirectView pause(Frame frame, @RequestParam(defaultValue = "") String reason) {
        Pause wanted = new Pause(reason);
        validator.validate(wanted).stream()
                .findFirst()
                .map(ConstraintViolation::getMessage)
                .ifPresent(message -> {
                    throw new IllegalArgumentException(message);
                });
        delivery.pause(wanted);
        return new RedirectView(frame.at(PATH));
    }

    @PostMapping(PATH + "/resume")
    RedirectView resume(Frame frame) {
        delivery.resume(new Resume(null));
        return new RedirectView(frame.at(PATH));
    }
}
