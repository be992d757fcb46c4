/**
 * The typed signature of a model, as cog has it: reading it from JSON, checking that it is possible, validating input against it,
 * and the OpenAPI document of a worker that has it. Pure: no framework beyond Jackson and configuration, nothing that waits.
 */
@NullMarked
package io.trestle.clientapi.signature;

import org.jspecify.annotations.NullMarked;
