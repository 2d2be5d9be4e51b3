/**
 * HTTP ports, on Jetty: listening, TLS, what connections and bodies may take. What is served there
 * is said elsewhere.
 */
@NullMarked
package dev.voicemedia.gateway.http;

import org.jspecify.annotations.NullMarked;
