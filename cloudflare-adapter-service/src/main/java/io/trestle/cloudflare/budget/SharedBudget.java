package io.trestle.cloudflare.budget;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.smallrye.mutiny.Uni;
import io.trestle.cloudflare.cloudflareapi.CallBudget;
import io.trestle.cloudflare.cloudflareapi.CallPriority;
import io.trestle.cloudflare.cloudflareapi.CloudflareUnavailable;
import io.trestle.cloudflare.cloudflareapi.RateSignal;

/**
 * This replica's part in the shared budget. It holds a small portion of calls, so that a registration does not wait for the bucket's row;
 * sweeps draw from the bucket one by one, and only from what is above the reserve.
 */
@ApplicationScoped
public class SharedBudget implements CallBudget {

    private static final Logger LOG = Logger.getLogger(SharedBudget.class);
    /** What the headers say changes with every call; the bucket is corrected this often at most. */
    private static final long LEARN_EVERY_NANOS = Duration.ofSeconds(1).toNanos();

    private final BudgetStore store;
    private final BudgetConfig config;
    private final AtomicInteger portion = new AtomicInteger();
    private final AtomicLong learnedAt = new AtomicLong(System.nanoTime() - LEARN_EVERY_NANOS);

    SharedBudget(BudgetStore store, BudgetConfig config) {
        this.store = store;
        this.config = config;
    }

    @Override
    public Uni<Void> take(CallPriority priority) {
        if (priority == CallPriority.SWEEP) {
            var reserve = config.calls() * config.reserve();
            return store.take(1, reserve).chain(taken -> taken ? Uni.createFrom().voidItem() : nothingLeft(reserve));
        }
        return portion.getAndUpdate(left -> Math.max(0, left - 1)) > 0 ? Uni.createFrom().voidItem() : takeForUser();
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

    private Uni<Void> takeForUser() {
        return store.take(config.portion(), 0).chain(taken -> {
            if (taken) {
                portion.addAndGet(config.portion() - 1);
                return Uni.createFrom().voidItem();
            }
            return store.take(1, 0).chain(last -> last ? Uni.createFrom().voidItem() : nothingLeft(0));
        });
    }

    private Uni<Void> nothingLeft(double floor) {
        return store.look().chain(level -> Uni.createFrom().failure(level.blockedFor() != null
                ? new CloudflareUnavailable("Cloudflare answers nothing before " + level.blockedUntil(), level.blockedFor())
                : new CloudflareUnavailable("The budget of calls is used up", untilRefilled(floor + 1 - level.calls()))));
    }

    private Duration untilRefilled(double calls) {
        return Duration.ofMillis((long) Math.ceil(Math.max(0, calls) * config.window().toMillis() / config.calls()));
    }

    private static void write(Uni<Void> statement) {
        statement.subscribe().with(nothing -> {
        }, failure -> LOG.debugf("The budget was not corrected: %s", failure));
    }
}
