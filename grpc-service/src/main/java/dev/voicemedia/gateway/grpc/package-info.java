/** The gRPC services. */
@NullMarked
package dev.voicemedia.gateway.grpc;

import org.jspecify.annotations.NullMarked;
