/** A real S3 server (S3Proxy over a directory) as a process, for tests. */
@NullMarked
package io.trestle.s3server;

import org.jspecify.annotations.NullMarked;
