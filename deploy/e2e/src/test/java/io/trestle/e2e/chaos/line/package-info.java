/** TCP connections that go wrong: a proxy of the project, since the kernel has no netem. */
package io.trestle.e2e.chaos.line;
