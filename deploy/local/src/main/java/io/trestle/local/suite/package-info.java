/** What a stack consists of: engines, simulators and services, how their JVMs are started, and what each of them is told. */
@NullMarked
package io.trestle.local.suite;

import org.jspecify.annotations.NullMarked;
