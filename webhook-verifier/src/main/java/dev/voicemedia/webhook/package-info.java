/**
 * Verification of Telnyx webhooks.
 *
 * <p>Build one {@link dev.voicemedia.webhook.WebhookVerifier} at start-up, give it the raw body and
 * the headers of each request, and hand nothing but the {@link
 * dev.voicemedia.webhook.VerifiedWebhook} it returns to the code that parses the body.
 */
@NullMarked
package dev.voicemedia.webhook;

import org.jspecify.annotations.NullMarked;
