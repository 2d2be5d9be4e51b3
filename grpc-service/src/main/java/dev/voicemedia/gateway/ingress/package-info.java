/**
 * HTTP in: the webhook port, whose webhooks are verified, parsed and appended to the log before
 * they are answered, and the operator's admin port.
 */
@NullMarked
package dev.voicemedia.gateway.ingress;

import org.jspecify.annotations.NullMarked;
