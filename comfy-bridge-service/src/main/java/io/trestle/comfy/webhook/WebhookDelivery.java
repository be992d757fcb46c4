package io.trestle.comfy.webhook;

import java.time.Clock;
import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.trestle.comfy.job.Job;
import io.trestle.comfy.job.JobStore;
import io.trestle.runtime.lease.Lease;
import io.trestle.runtime.lease.LeaseOutcome;
import io.trestle.runtime.lease.LeaseWorkers;
import io.trestle.runtime.lease.LeasedTable;
import io.trestle.runtime.outbound.GuardedHttpClient;
import io.trestle.runtime.outbound.OutboundPolicy;
import io.trestle.runtime.outbound.OutboundRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/** Tells each end until it is taken (2xx), in ever longer pauses. A receiver that answers late may be told twice, under the same id. */
@ApplicationScoped
class WebhookDelivery {

    private static final Logger LOG = Logger.getLogger(WebhookDelivery.class);
    private static final LeasedTable TABLE = new LeasedTable("webhook", "job_id", "webhook");
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final JobStore jobs;
    private final GuardedHttpClient http;
    private final WebhookSecrets secrets;
    private final WebhookConfig config;
    private final LeaseWorkers workers;
    private final Pool pool;
    private final Clock clock;
    private final String publicUrl;

    WebhookDelivery(JobStore jobs, GuardedHttpClient http, WebhookSecrets secrets, WebhookConfig config, LeaseWorkers workers, Pool pool,
            Clock clock, @ConfigProperty(name = "trestle.comfy.public-url") String publicUrl) {
        this.jobs = jobs;
        this.http = http;
        this.secrets = secrets;
        this.config = config;
        this.workers = workers;
        this.pool = pool;
        this.clock = clock;
        this.publicUrl = publicUrl;
    }

    void start(@Observes StartupEvent event) {
        workers.start(TABLE, config.atOnce(), LEASE, this::deliver);
    }

    private Uni<LeaseOutcome> deliver(Lease lease) {
        return pool.preparedQuery("SELECT url FROM webhook WHERE job_id = $1").execute(Tuple.of(lease.id()))
                .chain(rows -> jobs.find(lease.id()).chain(job -> job == null || rows.size() == 0
                        ? Uni.createFrom().item(LeaseOutcome.done())
                        : send(rows.iterator().next().getString("url"), job, lease)));
    }

    private Uni<LeaseOutcome> send(String url, Job job, Lease lease) {
        return http.send(request(url, job), OutboundPolicy.DEFAULT.timeout(config.timeout()))
                .map(answer -> answer.status() / 100 == 2 ? "" : "It was answered with " + answer.status())
                .onFailure().recoverWithItem(failure -> String.valueOf(failure.getMessage()))
                .chain(failure -> failure.isEmpty() ? Uni.createFrom().item(LeaseOutcome.done()) : failed(job, lease, failure));
    }

    private OutboundRequest request(String url, Job job) {
        var body = body(job).encode();
        var now = clock.instant().getEpochSecond();
        var request = OutboundRequest.post(url, Buffer.buffer(body)).header("Content-Type", "application/json")
                .header("webhook-id", job.id()).header("webhook-timestamp", Long.toString(now));
        var signature = secrets.sign(job.tenant(), job.id(), now, body);
        return signature == null ? request : request.header("webhook-signature", signature);
    }

    private JsonObject body(Job job) {
        var outputs = new JsonArray();
        for (var n = 0; n < job.outputs().size(); n++) {
            var output = job.outputs().get(n);
            outputs.add(new JsonObject().put("name", output.name()).put("contentType", output.contentType()).put("size", output.size())
                    .put("sha256", output.sha256()).put("url", publicUrl + "/jobs/" + job.id() + "/outputs/" + n));
        }
        var data = new JsonObject().put("id", job.id()).put("workflow", job.workflow()).put("state", job.state().name())
                .put("outputs", outputs);
        if (job.failure() != null) {
            data.put("failure", new JsonObject().put("reason", job.failure()).put("detail", job.failureDetail()));
        }
        return new JsonObject().put("type", "job.ended").put("timestamp", String.valueOf(job.endedAt())).put("data", data);
    }

    private Uni<LeaseOutcome> failed(Job job, Lease lease, String failure) {
        var over = lease.attempts() > config.pauses().size();
        LOG.debugf("The end of job %s was not taken (attempt %d%s): %s", job.id(), lease.attempts(), over ? ", the last" : "", failure);
        return pool.preparedQuery("UPDATE webhook SET failure = $3 WHERE job_id = $1 AND leased_by = $2")
                .execute(Tuple.of(lease.id(), lease.token(), failure))
                .replaceWith(over ? LeaseOutcome.done() : LeaseOutcome.retryAfter(config.pauses().get(lease.attempts() - 1)));
    }
}
