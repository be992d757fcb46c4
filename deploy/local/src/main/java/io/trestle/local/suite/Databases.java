package io.trestle.local.suite;

import java.io.IOException;
import java.nio.file.Files;

import io.trestle.engines.DatabaseProvisioning;
import io.trestle.engines.postgres.PostgresAddress;
import io.trestle.local.LocalStackConfig;
import io.trestle.local.supervision.StackFailure;

/** The suite's database on the stack's server: a role and a schema per service. */
public final class Databases {

    private Databases() {
    }

    public static void provision(LocalStackConfig config, StackSecrets secrets) {
        var passwordFile = Programs.dataDirectory(config, Programs.POSTGRES).resolve("admin-password");
        try {
            var server = new PostgresAddress("127.0.0.1", config.port(Programs.POSTGRES_PORT), Files.readString(passwordFile).strip());
            DatabaseProvisioning.provision(server, Programs.DATABASE, secrets.databasePassword());
        } catch (IOException e) {
            throw new StackFailure("The password of the database's superuser cannot be read: " + passwordFile, e);
        }
    }
}
