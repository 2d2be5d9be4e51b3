@NullMarked
package dev.voicemedia.gateway.console;

import org.jspecify.annotations.NullMarked;
