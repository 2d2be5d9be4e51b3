/**
 * The console: a page that shows calls, events and the gateway's state, and what it is shown beside
 * the contract. It knows nothing of HTTP; the edge serves it.
 */
@NullMarked
package dev.voicemedia.gateway.console;

import org.jspecify.annotations.NullMarked;
