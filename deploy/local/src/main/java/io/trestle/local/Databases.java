package io.trestle.local;

import java.io.IOException;
import java.nio.file.Files;

import io.trestle.engines.DatabaseProvisioning;
import io.trestle.engines.postgres.PostgresAddress;

/** The suite's database on the stack's server: a role and a schema per service. */
final class Databases {

    private Databases() {
    }

    static void provision(LocalStackConfig config, StackSecrets secrets) {
        var passwordFile = Programs.dataDirectory(config, Programs.POSTGRES).resolve("admin-password");
        try {
            var server = new PostgresAddress("127.0.0.1", config.port(Programs.POSTGRES_PORT), Files.readString(passwordFile).strip());
            DatabaseProvisioning.provision(server, Programs.DATABASE, secrets.databasePassword());
        } catch (IOException e) {
            throw new StackFailure("The password of the database's superuser cannot be read: " + passwordFile, e);
        }
    }
}
