/** Two versions of the suite side by side. */
package io.trestle.e2e.upgrade;
