/** VMs over HTTP: asked for, found, waited for, followed. What is to be done about one is decided in {@code lifecycle}; here it is stored and carried out. */
@NullMarked
package io.trestle.dbc.vm;

import org.jspecify.annotations.NullMarked;
