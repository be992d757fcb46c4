package io.trestle.comfy.content;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/** Files that callers brought, by the names that they were told. */
@ApplicationScoped
public class Uploads {

    private static final Pattern UNFIT = Pattern.compile("[^A-Za-z0-9._-]+");
    private static final int NAME_LENGTH = 80;
    private static final int HASH_LENGTH = 12;
    /** What {@link #add} gives; a text that looks otherwise, as most prompts do, is no upload. */
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{" + HASH_LENGTH + "}_[A-Za-z0-9._-]+");

    private final ContentStore content;
    private final Pool pool;

    Uploads(ContentStore content, Pool pool) {
        this.content = content;
        this.pool = pool;
    }

    /**
     * An uploaded file.
     *
     * @param name ASCII, unique for its tenant and content
     */
    public record Upload(String name, String sha256, String contentType) {
    }

    /** Takes over a file; the same content under the same name is the same upload. */
    public Uni<Upload> add(String tenant, String fileName, String contentType, Path file) {
        return content.adopt(file).chain(stored -> {
            var upload = new Upload(stored.sha256().substring(0, HASH_LENGTH) + "_" + plain(fileName), stored.sha256(), contentType);
            return pool.preparedQuery("""
                    INSERT INTO upload (tenant, name, sha256, content_type, size) VALUES ($1, $2, $3, $4, $5)
                    ON CONFLICT (tenant, name) DO UPDATE SET created_at = now()""")
                    .execute(Tuple.of(tenant, upload.name(), stored.sha256(), contentType, stored.size()))
                    .replaceWith(upload);
        });
    }

    /** Those of these names that the tenant has. */
    public Uni<Map<String, Upload>> find(String tenant, Collection<String> texts) {
        var names = texts.stream().filter(text -> NAME.matcher(text).matches()).toList();
        if (names.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return pool.preparedQuery("SELECT name, sha256, content_type FROM upload WHERE tenant = $1 AND name = ANY($2)")
                .execute(Tuple.of(tenant, names.toArray(String[]::new))).map(rows -> {
                    var found = new HashMap<String, Upload>();
                    rows.forEach(row -> found.put(row.getString("name"),
                            new Upload(row.getString("name"), row.getString("sha256"), row.getString("content_type"))));
                    return found;
                });
    }

    /** ComfyUI keeps non-ASCII names percent-encoded, and a name must not lead anywhere. */
    public static String plain(String fileName) {
        var last = fileName.substring(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
        var plain = UNFIT.matcher(last).replaceAll("_");
        var dots = plain.replace("..", "_");
        var tail = dots.length() > NAME_LENGTH ? dots.substring(dots.length() - NAME_LENGTH) : dots;
        return tail.isEmpty() || tail.equals("_") ? "file" : tail;
    }
}
