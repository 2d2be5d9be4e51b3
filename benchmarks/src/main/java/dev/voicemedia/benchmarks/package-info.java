/** JMH benchmarks of the platform's modules. */
@NullMarked
package dev.voicemedia.benchmarks;

import org.jspecify.annotations.NullMarked;
