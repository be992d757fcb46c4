package io.trestle.clientapi.file;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;

/** What other features ask about files. */
@ApplicationScoped
public class UploadedFiles {

    private final FileCatalogue catalogue;

    UploadedFiles(FileCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    /**
     * What the tenant's worker has uploaded for a prediction, as the worker said; in the order in which it came. Another tenant's uploads that
     * name the same prediction are not among them.
     */
    public Uni<List<UploadedFile>> ofPrediction(String tenant, String predictionId) {
        return catalogue.ofPrediction(tenant, predictionId);
    }
}
