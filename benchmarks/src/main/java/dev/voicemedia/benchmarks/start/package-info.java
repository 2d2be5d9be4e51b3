/** How long it takes until a gateway serves. */
@NullMarked
package dev.voicemedia.benchmarks.start;

import org.jspecify.annotations.NullMarked;
