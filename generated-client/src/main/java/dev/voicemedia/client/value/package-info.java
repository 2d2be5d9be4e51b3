/** Values of the API that the generator cannot express; everything else is generated. */
@NullMarked
package dev.voicemedia.client.value;

import org.jspecify.annotations.NullMarked;
