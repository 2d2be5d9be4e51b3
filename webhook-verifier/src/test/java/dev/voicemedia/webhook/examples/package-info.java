/** The README's examples, compiled and served. */
@NullMarked
package dev.voicemedia.webhook.examples;

import org.jspecify.annotations.NullMarked;
