package io.trestle.clientapi;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.api.AbstractAssert;

import io.restassured.response.Response;
import io.trestle.model.problem.ProblemType;

/** An error in the shape that the existing client reads. */
public final class ProblemAssert extends AbstractAssert<ProblemAssert, Response> {

    private ProblemAssert(Response response) {
        super(response, ProblemAssert.class);
    }

    public static ProblemAssert assertThatProblem(Response response) {
        return new ProblemAssert(response);
    }

    public ProblemAssert is(ProblemType type) {
        assertThat(actual.statusCode()).as(actual.asString()).isEqualTo(type.status());
        assertThat(actual.contentType()).startsWith("application/json");
        var json = actual.jsonPath();
        assertThat(json.getInt("httpStatus")).isEqualTo(type.status());
        assertThat(json.getMap("")).containsKeys("data", "errors").containsEntry("data", null);
        assertThat(json.getString("type")).isEqualTo(type.type().toString());
        assertThat(json.getString("message")).isNotBlank()
                .doesNotContainIgnoringCase("exception").doesNotContain("io.trestle", "jackson", "SQL", "hibernate");
        return this;
    }

    public ProblemAssert says(String words) {
        assertThat(actual.jsonPath().getString("message")).contains(words);
        return this;
    }

    public ProblemAssert has(String member, Object value) {
        assertThat(actual.jsonPath().<Object>get(member)).isEqualTo(value);
        return this;
    }
}
