package io.trestle.clientapi.prediction;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;

/** New predictions. */
@ApplicationScoped
class PredictionRepository implements PanacheRepositoryBase<PredictionEntity, String> {
}
