package io.trestle.clientapi.prediction;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.ledger.PredictionDocuments;
import io.trestle.clientapi.ledger.PredictionDocuments.Filter;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;

/** What a tenant may see of its predictions. */
@ApplicationScoped
class PredictionHistory {

    private static final int LARGEST_PAGE = 200;
    private static final int USUAL_PAGE = 50;
    private static final Set<String> STATUSES = Set.of("starting", "processing", "succeeded", "failed", "canceled", "lost");

    private final PredictionDocuments documents;

    PredictionHistory(PredictionDocuments documents) {
        this.documents = documents;
    }

    /** @param next the cursor of the following page; null on the last one */
    record Page(List<ObjectNode> predictions, @Nullable String next) {
    }

    /** @return fails with {@code NOT_FOUND} where the tenant has none of this id */
    Uni<PredictionDocuments.Found> find(String tenant, String id) {
        return documents.find(id).map(found -> {
            if (found == null || !found.tenant().equals(tenant)) {
                throw missing(id);
            }
            return found;
        });
    }

    /** @return fails with {@code VALIDATION_FAILED} for a filter that means nothing */
    Uni<Page> list(String tenant, @Nullable String cursor, @Nullable String model, @Nullable String status, @Nullable String from,
            @Nullable String until, @Nullable Integer limit) {
        if (status != null && !STATUSES.contains(status)) {
            throw refuse("status is one of " + String.join(", ", STATUSES.stream().sorted().toList()));
        }
        var size = limit == null ? USUAL_PAGE : limit;
        if (size < 1 || size > LARGEST_PAGE) {
            throw refuse("limit is 1 to " + LARGEST_PAGE);
        }
        var filter = new Filter(cursor, model, status, time("created_from", from), time("created_until", until), size + 1);
        return documents.list(tenant, filter).map(found -> found.size() <= size
                ? new Page(found, null)
                : new Page(found.subList(0, size), found.get(size - 1).path("id").asText()));
    }

    static ProblemException missing(String id) {
        return new ProblemException(ProblemType.NOT_FOUND,
                "There is no prediction '" + (id.length() > 64 ? id.substring(0, 61) + "..." : id) + "'");
    }

    private static @Nullable OffsetDateTime time(String name, @Nullable String text) {
        try {
            return text == null ? null : OffsetDateTime.parse(text);
        } catch (DateTimeException e) {
            throw refuse(name + " is a time like 2026-03-02T09:30:00Z");
        }
    }

    private static ProblemException refuse(String detail) {
        return new ProblemException(ProblemType.VALIDATION_FAILED, detail);
    }
}
