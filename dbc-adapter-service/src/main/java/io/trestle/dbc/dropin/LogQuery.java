package io.trestle.dbc.dropin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.dbc.nodeapi.Call;
import io.trestle.dbc.rules.Operation;

/** The two calls with a query. The node ignores {@code line_num} without {@code flag}, and turns more than 100 lines into 99. */
@ApplicationScoped
class LogQuery {

    private static final int MOST_LINES = 100;

    private final PassThrough node;

    LogQuery(PassThrough node) {
        this.node = node;
    }

    Uni<Response> pass(String task, @Nullable String flag, @Nullable String lines, byte[] body) {
        if (flag != null && !flag.equals("head") && !flag.equals("tail")) {
            return refused("head_or_tail is invalid");
        }
        if (lines != null && (!lines.matches("[0-9]{1,9}") || Integer.parseInt(lines) < 1)) {
            return refused("invalid line num");
        }
        var count = lines == null ? MOST_LINES : Math.min(MOST_LINES, Integer.parseInt(lines));
        var query = flag == null && lines == null ? "" : "flag=" + (flag == null ? "tail" : flag) + "&line_num=" + count;
        return node.pass(new Call(Operation.LOGS, task, "", query), body);
    }

    /** The query of a restart; whatever is neither true nor 1 is the gentle way, as in the node. */
    static String forceReboot(@Nullable String force) {
        return "true".equals(force) || "1".equals(force) ? "force_reboot=true" : "";
    }

    private static Uni<Response> refused(String words) {
        return Uni.createFrom().item(Envelope.answer(400, Envelope.INVALID_PARAMETERS, words));
    }
}
