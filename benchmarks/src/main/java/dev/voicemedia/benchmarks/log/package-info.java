/** What it costs to take webhooks in and to keep them. */
@NullMarked
package dev.voicemedia.benchmarks.log;

import org.jspecify.annotations.NullMarked;
