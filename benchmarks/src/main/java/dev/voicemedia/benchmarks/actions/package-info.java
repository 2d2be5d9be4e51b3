/** What a media action costs on its way through the gateway. */
@NullMarked
package dev.voicemedia.benchmarks.actions;

import org.jspecify.annotations.NullMarked;
