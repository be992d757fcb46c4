/** What every service would otherwise write again. One package per concern; nothing here knows a service. */
@NullMarked
package io.trestle.runtime;

import org.jspecify.annotations.NullMarked;
