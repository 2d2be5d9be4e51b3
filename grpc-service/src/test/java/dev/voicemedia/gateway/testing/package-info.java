/** What tests of several packages share. */
@NullMarked
package dev.voicemedia.gateway.testing;

import org.jspecify.annotations.NullMarked;
