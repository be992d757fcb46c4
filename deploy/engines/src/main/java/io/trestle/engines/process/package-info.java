/** What every engine needs from the operating system: ports, data directories, child processes. */
@NullMarked
package io.trestle.engines.process;

import org.jspecify.annotations.NullMarked;
