/** Signing of webhooks as the vendor does it, for tests and simulators. */
@NullMarked
package dev.voicemedia.webhook.testing;

import org.jspecify.annotations.NullMarked;
