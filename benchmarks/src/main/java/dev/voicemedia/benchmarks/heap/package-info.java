/** How little memory a gateway can do with. */
@NullMarked
package dev.voicemedia.benchmarks.heap;

import org.jspecify.annotations.NullMarked;
