/**
 * Signing of webhooks the way Telnyx does it, for tests alone. Keys made here must never be
 * configured as public keys of a production receiver.
 */
@NullMarked
package dev.voicemedia.webhook.testing;

import org.jspecify.annotations.NullMarked;
