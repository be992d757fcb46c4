package io.trestle.runtime;

import jakarta.inject.Singleton;

import org.flywaydb.core.api.configuration.FluentConfiguration;

import io.quarkus.flyway.FlywayConfigurationCustomizer;

/**
 * All migrations of a new version commit together: the previous version, which runs beside it, sees none of them or all, and one that fails leaves
 * nothing half done.
 */
@Singleton
class MigrationsAtOnce implements FlywayConfigurationCustomizer {

    @Override
    public void customize(FluentConfiguration configuration) {
        configuration.group(true);
    }
}
