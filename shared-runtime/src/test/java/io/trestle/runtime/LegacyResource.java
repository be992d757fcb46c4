package io.trestle.runtime;

import java.util.Map;

import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;

import io.trestle.runtime.identity.Anonymous;
import io.trestle.runtime.problem.Problem;
import io.trestle.runtime.problem.ProblemShape;

/** A surface that copies an existing API, whose errors are {@code {"detail"}} with status 400. */
@Path("/legacy")
@Anonymous
public class LegacyResource {

    @GET
    @Path("/fails/{how}")
    public String fails(@PathParam("how") String how) {
        throw SampleFailures.of(how);
    }

    @POST
    public String read(Map<String, Object> body) {
        return "read";
    }

    @Singleton
    static class Shape implements ProblemShape {

        @Override
        public boolean covers(String path) {
            return path.startsWith("/legacy");
        }

        @Override
        public Response render(Problem problem) {
            return Response.status(problem.type().status() < 500 ? 400 : 500).type("application/json")
                    .entity(Map.of("detail", problem.detail())).build();
        }
    }
}
