/** HTTP: webhooks come in here. */
@NullMarked
package dev.voicemedia.gateway.ingress;

import org.jspecify.annotations.NullMarked;
