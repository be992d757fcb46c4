package io.trestle.cloudflare.budget;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.cloudflare.cloudflareapi.CloudflareUnavailable;
import io.trestle.cloudflare.cloudflareapi.limit.CallBudget;
import io.trestle.cloudflare.cloudflareapi.limit.CallPriority;
import io.trestle.cloudflare.cloudflareapi.limit.RateSignal;

/**
 * This replica's part in the shared budget. It holds a small portion of calls, so that a registration does not wait for the bucket's row;
 * sweeps draw from the bucket one by one, only from what is above the reserve, and wait for it.
 */
@ApplicationScoped
class SharedBudget implements CallBudget {

    private static final Logger LOG = Logger.getLogger(SharedBudget.class);
    /** What the headers say changes with every call; the bucket is corrected this often at most. */
    private static final long LEARN_EVERY_NANOS = Duration.ofSeconds(1).toNanos();

    private final BudgetStore store;
    private final BudgetConfig config;
    private final AtomicInteger portion = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicReference<@Nullable Uni<Integer>> drawing = new AtomicReference<>();
    private final AtomicLong learnedAt = new AtomicLong(System.nanoTime() - LEARN_EVERY_NANOS);

    SharedBudget(BudgetStore store, BudgetConfig config) {
        this.store = store;
        this.config = config;
    }

    @Override
    public Uni<Void> take(CallPriority priority) {
        if (priority == CallPriority.SWEEP) {
            return takeForSweep(Duration.ZERO);
        }
        return takeFromPortion() ? Uni.createFrom().voidItem() : takeForUser();
    }

    @Override
    public void learn(RateSignal signal) {
        if (signal.blockedFor() != null) {
            portion.set(0);
            LOG.warnf("Cloudflare answers nothing for %s: too many calls", signal.blockedFor());
            write(store.block(signal.blockedFor()));
            return;
        }
        var last = learnedAt.get();
        if (signal.remaining() != null && System.nanoTime() - last >= LEARN_EVERY_NANOS
                && learnedAt.compareAndSet(last, System.nanoTime())) {
            write(store.lower(signal.remaining()));
        }
    }

    /**
     * Waits for its call where none is above the reserve: a sweep that ended there would begin anew, with what it had spent lost, and might
     * never reach its end.
     */
    private Uni<Void> takeForSweep(Duration waited) {
        var reserve = config.calls() * config.reserve();
        return store.take(1, reserve).chain(taken -> taken ? Uni.createFrom().voidItem() : store.look().chain(level -> {
            if (level.blockedFor() != null || waited.compareTo(config.window()) > 0) {
                return nothingLeft(level, reserve);
            }
            // Spread, so that sweeps that wait for the same call do not ask for it at once.
            var pause = untilRefilled(reserve + 1 - level.calls()).plusMillis(ThreadLocalRandom.current().nextLong(50, 150));
            return Uni.createFrom().voidItem().onItem().delayIt().by(pause).chain(() -> takeForSweep(waited.plus(pause)));
        }));
    }

    /** Those who wait share one draw: if each made its own, the first few would take all there is, and the others would find nothing. */
    private Uni<Void> takeForUser() {
        waiting.incrementAndGet();
        return draw().onTermination().invoke(waiting::decrementAndGet).chain(drawn -> {
            if (takeFromPortion()) {
                return Uni.createFrom().voidItem();
            }
            return drawn > 0 ? takeForUser() : store.look().chain(level -> nothingLeft(level, 0));
        });
    }

    private boolean takeFromPortion() {
        return portion.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    /** The draw under way, or a new one: how many calls it brought. */
    private Uni<Integer> draw() {
        var next = Uni.createFrom().deferred(() -> draw(config.portion() + waiting.get()))
                .onTermination().invoke(() -> drawing.set(null)).memoize().indefinitely();
        var running = drawing.compareAndExchange(null, next);
        return running == null ? next : running;
    }

    /** As many as wanted, else as many as there may be: the last calls go out one by one. */
    private Uni<Integer> draw(int wanted) {
        return store.take(wanted, 0).chain(taken -> {
            if (taken) {
                portion.addAndGet(wanted);
                return Uni.createFrom().item(wanted);
            }
            return wanted == 1 ? Uni.createFrom().item(0) : draw(Math.max(1, wanted / 4));
        });
    }

    private Uni<Void> nothingLeft(BudgetStore.Level level, double floor) {
        return Uni.createFrom().failure(level.blockedFor() != null
                ? new CloudflareUnavailable("Cloudflare answers nothing before " + level.blockedUntil(), level.blockedFor())
                : new CloudflareUnavailable("The budget of calls is used up", untilRefilled(floor + 1 - level.calls())));
    }

    private Duration untilRefilled(double calls) {
        return Duration.ofMillis((long) Math.ceil(Math.max(0, calls) * config.window().toMillis() / config.calls()));
    }

    private static void write(Uni<Void> statement) {
        statement.subscribe().with(nothing -> {
        }, failure -> LOG.debugf("The budget was not corrected: %s", failure));
    }
}
