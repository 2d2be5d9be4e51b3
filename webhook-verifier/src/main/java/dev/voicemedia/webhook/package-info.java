/** Verification of Telnyx webhooks. */
@NullMarked
package dev.voicemedia.webhook;

import org.jspecify.annotations.NullMarked;
