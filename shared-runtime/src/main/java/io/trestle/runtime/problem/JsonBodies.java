package io.trestle.runtime.problem;

import java.io.CharConversionException;
import java.io.IOException;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;

/**
 * Turns what is wrong with a JSON body into a problem right where it is read. Jackson's exceptions from anywhere else mean
 * something else: an upstream's nonsense, a stored document, an answer that cannot be written. Those stay bugs.
 */
@Provider
class JsonBodies implements ReaderInterceptor {

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext body) throws IOException {
        try {
            return body.proceed();
        } catch (InvalidDefinitionException e) {
            throw e;
        } catch (JsonProcessingException e) {
            throw JsonFailures.problem(e);
        } catch (CharConversionException e) {
            throw JsonFailures.notUnicode(e);
        } catch (WebApplicationException e) {
            throw e.getCause() instanceof JsonProcessingException json ? JsonFailures.problem(json) : e;
        }
    }
}
