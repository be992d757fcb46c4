package io.trestle.dbc.nodeapi;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;

import io.vertx.core.buffer.Buffer;

/** An HTTP answer of the client node, as it came. */
public record NodeAnswer(int status, Buffer body) {

    private static final JsonFactory JSON = new JsonFactory();

    /** Whether it is a whole {@code {"errcode", "message"}}: not a proxy's page, not half of it. */
    public boolean isEnvelope() {
        return code() != null;
    }

    /** The node took the request. */
    public boolean isAccepted() {
        var code = code();
        return status == 200 && code != null && code == 0;
    }

    /** The {@code errcode}; null where the answer is not an envelope. Reads to the end and builds nothing: every call that is passed on comes here. */
    @Nullable
    Integer code() {
        Integer code = null;
        try (var parser = JSON.createParser(body.getBytes())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var name = parser.currentName();
                var value = parser.nextToken();
                if ("errcode".equals(name) && value == JsonToken.VALUE_NUMBER_INT) {
                    code = parser.getIntValue();
                }
                parser.skipChildren();
            }
            return parser.currentToken() == JsonToken.END_OBJECT ? code : null;
        } catch (IOException notJson) {
            return null;
        }
    }

    /** Bodies hold passwords. */
    @Override
    public String toString() {
        return "NodeAnswer[" + status + ", " + body.length() + " bytes]";
    }
}
