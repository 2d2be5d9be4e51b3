@NullMarked
package dev.voicemedia.openapi.drift;

import org.jspecify.annotations.NullMarked;
