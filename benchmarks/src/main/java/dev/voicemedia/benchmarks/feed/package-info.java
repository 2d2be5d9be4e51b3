/** What the feed of events costs, beside what it cannot cost less than. */
@NullMarked
package dev.voicemedia.benchmarks.feed;

import org.jspecify.annotations.NullMarked;
