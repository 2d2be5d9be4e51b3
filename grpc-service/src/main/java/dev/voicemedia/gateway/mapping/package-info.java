/** Pure functions between the gRPC contract, Telnyx's REST API and its webhooks. */
@NullMarked
package dev.voicemedia.gateway.mapping;

import org.jspecify.annotations.NullMarked;
