// Package voicemedia consumes the event feed of a voicemedia gateway. The stubs of its
// contract are in voicemedia.dev/go/voicemedia/v1.
package voicemedia
