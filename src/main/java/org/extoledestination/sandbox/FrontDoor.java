package org.extoledestination.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Handles every request: each, except inspection, is recorded, gets its fault if there is one, and is answered. */
final class FrontDoor extends Handler.Abstract {
    private final SandboxSettings settings;
    private final ScheduledExecutorService later;
    private final Extole extole;
    private final Inspection inspection;
    private volatile World world;

    FrontDoor(SandboxSettings settings, ScheduledExecutorService later) {
        this.settings = settings;
        this.later = later;
        this.extole = new Extole(settings, later);
        this.inspection = new Inspection(() -> world = World.empty(settings));
        this.world = World.empty(settings);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws IOException {
        Call call = Call.read(request, settings.maxBodyBytes());
        World now = world;
        if (Inspection.owns(call)) {
            inspection.answer(now, call, response, callback);
            return true;
        }
        RequestRecord record = new RequestRecord(call);
        now.requests().add(record);
        Exchange exchange = new Exchange(call, record, response, callback);
        Fault fault = now.faults().pick(call);
        if (fault == null) {
            exchange.answer(extole.answer(now, call));
        } else {
            strike(fault, now, exchange);
        }
        return true;
    }

    private void strike(Fault fault, World now, Exchange exchange) {
        if (fault.delay() == 0) {
            end(fault, now, exchange);
            return;
        }
        exchange.stayOpen();
        Runnable ending = () -> end(fault, now, exchange);
        ScheduledFuture<?> unused =
                later.schedule(() -> getServer().getThreadPool().execute(ending), fault.delay(), TimeUnit.MILLISECONDS);
    }

    private void end(Fault fault, World now, Exchange exchange) {
        switch (fault.effect()) {
            case PROCESS -> exchange.answer(extole.answer(now, exchange.call()));
            case ANSWER -> exchange.answer(fault.answer());
            case MALFORMED -> exchange.answer(fault.malformed());
            case EMPTY -> exchange.answer(fault.empty());
            case RESET -> exchange.reset();
            case NOTHING -> exchange.close();
            case HANG -> {
                exchange.stayOpen();
                exchange.hang();
            }
            case PROCESS_THEN_ANSWER -> {
                extole.answer(now, exchange.call());
                exchange.answer(fault.answer());
            }
            case EXTRA_FIELDS -> exchange.answer(withMore(extole.answer(now, exchange.call())));
        }
    }

    private static Answer withMore(Answer answer) {
        try {
            if (answer.status() == 200 && Json.MAPPER.readTree(answer.body().array()) instanceof ObjectNode object) {
                object.put("sandbox_extra", "unknown").putObject("sandbox_more").put("nested", true);
                return Answer.ok(object);
            }
            return answer;
        } catch (IOException e) {
            throw new IllegalStateException("The sandbox wrote JSON it cannot read", e);
        }
    }
}
