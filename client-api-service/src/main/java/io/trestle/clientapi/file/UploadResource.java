package io.trestle.clientapi.file;

import java.net.URI;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.file.UploadReception.Announced;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.identity.CurrentCaller;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.http.HttpServerRequest;

/** Uploads, and the calls of the existing client that they replace. */
@Path(UploadResource.ROOT)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class UploadResource {

    static final String ROOT = "/pc/client-api/upload";

    private final UploadReception reception;
    private final UploadOrigin origin;
    private final CurrentCaller caller;

    UploadResource(UploadReception reception, UploadOrigin origin, CurrentCaller caller) {
        this.reception = reception;
        this.origin = origin;
        this.caller = caller;
    }

    /**
     * The answer to an upload.
     *
     * @param httpStatus 201
     */
    @RegisterForReflection
    public record Uploaded(int httpStatus, Data data) {

        /**
         * What was stored.
         *
         * @param url as in {@code Location}
         * @param hash SHA-256 of the bytes, hexadecimal
         * @param size bytes
         */
        @RegisterForReflection
        public record Data(URI url, String name, String hash, long size, String mediaType) {
        }
    }

    /**
     * Stores the body. The same name and bytes have the same {@code Location} each time; other bytes have another, and the first stay.
     *
     * @param predictionId the prediction whose output this is; the name then begins with it and {@code _}
     */
    @PUT
    @Path("{file_name}")
    public Uni<Response> upload(@PathParam("file_name") String fileName, @HeaderParam("X-Prediction-ID") @Nullable String predictionId,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType, HttpServerRequest request) {
        var name = FileName.of(fileName);
        refuseForeignName(fileName, predictionId);
        var announced = new Announced(caller.get().tenant(), name, MediaTypes.of(contentType, name), predictionId,
                origin.of(request));
        return reception.receive(announced, request).map(file -> created(file));
    }

    /** A name says by its beginning whose output it is; another prediction's would be found where it does not belong. */
    private static void refuseForeignName(String fileName, @Nullable String predictionId) {
        if (predictionId != null && !fileName.startsWith(predictionId + "_")) {
            throw new ProblemException(ProblemType.UPLOAD_NAME_INVALID, "The file name does not begin with X-Prediction-ID and '_'");
        }
    }

    private static Response created(UploadedFile file) {
        var url = file.url();
        return Response.created(url)
                .entity(new Uploaded(201, new Uploaded.Data(url, file.name(), file.hash(), file.size(), file.mediaType())))
                .build();
    }

    /** Replaced: signatures are JSON. */
    @POST
    @Path("file")
    public Response signatureFile() {
        throw replaced("POST /pc/client-api/predict_signature");
    }

    /** Replaced: the credential is in the answer to a registration. */
    @POST
    @Path("credential")
    public Response credential() {
        throw replaced("POST /pc/client-api/predict_signature");
    }

    /** Replaced: outputs are sent as they are. */
    @POST
    @Path("output/{id}")
    public Response output(@PathParam("id") String id) {
        throw replaced("PUT /pc/client-api/upload/{file_name}");
    }

    /** Replaced: progress comes as a webhook. */
    @POST
    @Path("progress/{id}")
    public Response progress(@PathParam("id") String id) {
        throw replaced("POST /pc/client-api/webhook/prediction");
    }

    private static ProblemException replaced(String successor) {
        return new ProblemException(ProblemType.ENDPOINT_REPLACED, "Use " + successor).with("successor", successor);
    }
}
