package io.trestle.clientapi.prediction;

import java.util.List;

import io.smallrye.mutiny.Uni;
import io.trestle.model.prediction.OutputFile;

/** Port to whoever stores uploads. Without an implementation nothing is inferred about predictions that are lost. */
public interface UploadedFiles {

    /** @return what was uploaded for a prediction of the tenant, in the order of arrival; empty where nothing was */
    Uni<List<OutputFile>> of(String tenant, String predictionId);
}
