/** PostgreSQL 18: the native server from Maven artifacts, as a child process. */
@NullMarked
package io.trestle.engines.postgres;

import org.jspecify.annotations.NullMarked;
