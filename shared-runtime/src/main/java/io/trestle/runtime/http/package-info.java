/** What holds for every HTTP request before a resource sees it: which paths are served at all, how large a body may be, headers, drain. */
@NullMarked
package io.trestle.runtime.http;

import org.jspecify.annotations.NullMarked;
