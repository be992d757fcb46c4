package io.trestle.local.suite;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Properties;
import java.util.Set;

/**
 * The secrets of one data directory, made up at its first start and kept in {@code secrets.properties}, readable by its owner only.
 * Whoever loses that file loses what the services have encrypted.
 */
public final class StackSecrets {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private static final String DATABASE_PASSWORD = "database.password";
    private static final String DATABASE_ADMIN_PASSWORD = "database.admin-password";
    private static final String ENCRYPTION_KEY = "secrets.key";
    private static final String CLOUDFLARE_MASTER_KEY = "cloudflare.master-key";
    private static final String WEBHOOK_MASTER_KEY = "comfy.webhook.master-key";
    private static final String OPERATOR_KEY = "identity.operator-key";
    private static final String LOCAL_KEY = "identity.local-key";

    private final Properties values;

    private StackSecrets(Properties values) {
        this.values = values;
    }

    /** Reads the secrets; makes up those that are missing, and writes the key of tenant {@code local} to {@code api-key}. */
    public static StackSecrets in(Path data, SecureRandom random) {
        var file = data.resolve("secrets.properties");
        var values = new Properties();
        try {
            if (Files.exists(file)) {
                values.load(new StringReader(Files.readString(file)));
            }
            var before = values.size();
            values.computeIfAbsent(DATABASE_PASSWORD, key -> urlSafe(random, 24));
            values.computeIfAbsent(DATABASE_ADMIN_PASSWORD, key -> urlSafe(random, 24));
            values.computeIfAbsent(ENCRYPTION_KEY, key -> Base64.getEncoder().encodeToString(bytes(random, 32)));
            values.computeIfAbsent(CLOUDFLARE_MASTER_KEY, key -> Base64.getEncoder().encodeToString(bytes(random, 32)));
            values.computeIfAbsent(WEBHOOK_MASTER_KEY, key -> Base64.getEncoder().encodeToString(bytes(random, 32)));
            values.computeIfAbsent(OPERATOR_KEY, key -> "trestle_" + urlSafe(random, 32));
            values.computeIfAbsent(LOCAL_KEY, key -> "trestle_" + urlSafe(random, 32));
            var secrets = new StackSecrets(values);
            if (values.size() > before) {
                var text = new StringWriter();
                values.store(text, "Made up at the first start of this data directory; see deploy/local/README.md");
                writeForOwner(file, text.toString());
            }
            writeForOwner(data.resolve("api-key"), secrets.localKey() + "\n");
            return secrets;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of the services' roles. */
    String databasePassword() {
        return values.getProperty(DATABASE_PASSWORD);
    }

    /** Of the superuser. */
    String databaseAdminPassword() {
        return values.getProperty(DATABASE_ADMIN_PASSWORD);
    }

    /** Base64 of 32 bytes: encrypts secrets at rest. */
    String encryptionKey() {
        return values.getProperty(ENCRYPTION_KEY);
    }

    /** Base64 of 32 bytes: the cloudflare-adapter derives tunnel secrets from it. */
    String cloudflareMasterKey() {
        return values.getProperty(CLOUDFLARE_MASTER_KEY);
    }

    /** Base64 of 32 bytes: comfy-bridge derives from it what each tenant's webhooks are signed with. */
    String webhookMasterKey() {
        return values.getProperty(WEBHOOK_MASTER_KEY);
    }

    /** API key of the operator. */
    public String operatorKey() {
        return values.getProperty(OPERATOR_KEY);
    }

    /** API key of tenant {@code local}. */
    public String localKey() {
        return values.getProperty(LOCAL_KEY);
    }

    private static void writeForOwner(Path file, String text) throws IOException {
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String urlSafe(SecureRandom random, int length) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(random, length));
    }

    private static byte[] bytes(SecureRandom random, int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
