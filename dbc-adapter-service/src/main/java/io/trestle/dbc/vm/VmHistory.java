package io.trestle.dbc.vm;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.trestle.model.compute.VmState;
import io.trestle.runtime.notify.Notifications;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

/** What was told of a VM: all of it, from some point on, and as it happens. */
@ApplicationScoped
class VmHistory {

    /** Finds news whose notification was lost, and readers that are gone. */
    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final Line END = new Line(Long.MAX_VALUE, OffsetDateTime.MIN, "", new JsonObject());

    private final Pool pool;
    private final Notifications notifications;

    VmHistory(Pool pool, Notifications notifications) {
        this.pool = pool;
        this.notifications = notifications;
    }

    Uni<List<Line>> since(String vmId, long seq) {
        return pool.preparedQuery("SELECT seq, at, type, data FROM vm_event WHERE vm_id = $1 AND seq > $2 ORDER BY seq")
                .execute(Tuple.of(vmId, seq)).map(rows -> rows.stream().map(Line::of).toList());
    }

    /** From this point on until the VM's last event; an empty list now and then, so that a reader who is gone is noticed. */
    Multi<List<Line>> follow(String vmId, long after) {
        var seen = new AtomicLong(after);
        return wakes(vmId)
                .onItem().transformToUniAndConcatenate(wake -> since(vmId, seen.get()))
                .onItem().transformToMultiAndConcatenate(lines -> {
                    lines.forEach(line -> seen.set(line.seq));
                    var last = lines.stream().anyMatch(Line::isLast);
                    return last ? Multi.createFrom().items(lines, List.of(END)) : Multi.createFrom().item(lines);
                })
                .select().first(lines -> !lines.contains(END));
    }

    /** Completes when the VM is in the state, or in none that leads there. True: reached. Null where the time is up. */
    Uni<@Nullable Boolean> await(String vmId, VmState wanted, Duration atMost) {
        return wakes(vmId)
                .onItem().transformToUniAndConcatenate(wake -> pool.preparedQuery("SELECT state, over FROM vm WHERE id = $1")
                        .execute(Tuple.of(vmId)).map(rows -> rows.iterator().next()))
                .onItem().transformToMultiAndConcatenate(row -> {
                    var state = VmState.valueOf(row.getString("state"));
                    var end = row.getBoolean("over") || state == VmState.FAILED;
                    return state == wanted
                            ? Multi.createFrom().item(true)
                            : end ? Multi.createFrom().item(false) : Multi.createFrom().empty();
                })
                .select().first().toUni()
                .ifNoItem().after(atMost).recoverWithUni(Uni.createFrom().nullItem());
    }

    private Multi<String> wakes(String vmId) {
        var news = notifications.on(VmStore.CHANNEL).filter(id -> id.isEmpty() || id.equals(vmId));
        var looks = Multi.createFrom().ticks().startingAfter(LOOK).every(LOOK).onOverflow().drop().map(tick -> "");
        return Multi.createBy().merging().streams(Multi.createFrom().item(vmId), news, looks);
    }

    /**
     * One event.
     *
     * @param seq its place; what a reader sends as {@code Last-Event-ID}
     * @param type for example {@code VmStateChanged}
     * @param data as it went to {@code compute.events.v1}
     */
    record Line(long seq, OffsetDateTime at, String type, JsonObject data) {

        static Line of(Row row) {
            return new Line(row.getLong("seq"), row.getOffsetDateTime("at"), row.getString("type"), row.getJsonObject("data"));
        }

        private boolean isLast() {
            return type.equals("VmDeleted") || type.equals("VmFailed") && "CREATE".equals(data.getString("operation"));
        }
    }

    static List<String> states() {
        var all = new ArrayList<String>();
        for (var state : VmState.values()) {
            all.add(state.name().toLowerCase(Locale.ROOT));
        }
        return all;
    }
}
