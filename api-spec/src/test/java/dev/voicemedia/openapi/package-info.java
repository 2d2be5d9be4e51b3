@NullMarked
package dev.voicemedia.openapi;

import org.jspecify.annotations.NullMarked;
