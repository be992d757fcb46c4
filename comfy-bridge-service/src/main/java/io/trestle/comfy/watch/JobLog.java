package io.trestle.comfy.watch;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/** The changes of jobs as they are kept, for those who come late or come back. */
@ApplicationScoped
public class JobLog {

    /** Read in one go; whoever is further behind reads again. */
    static final int PAGE = 500;

    private final Pool pool;

    JobLog(Pool pool) {
        this.pool = pool;
    }

    /** The changes after the one with this number, oldest first, a page at most. */
    public Uni<List<JobChange>> after(String jobId, int n) {
        return pool.preparedQuery("SELECT change FROM job_event WHERE job_id = $1 AND n > $2 ORDER BY n LIMIT " + PAGE)
                .execute(Tuple.of(jobId, n))
                .map(rows -> rows.stream().map(row -> JobChange.parse(new JsonObject(row.getString("change")))).toList());
    }
}
