/** Who may do what: identities, what they are allowed, and over which wire they come. */
@NullMarked
package dev.voicemedia.gateway.access;

import org.jspecify.annotations.NullMarked;
