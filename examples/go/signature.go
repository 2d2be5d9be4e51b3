package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"

	pb "voicemedia.dev/go/voicemedia/v1"
)

// Public keys by their ids.
type publicKeys map[string]ed25519.PublicKey

func parsePublicKeys(encoded []string) (publicKeys, error) {
	keys := publicKeys{}
	for _, text := range encoded {
		key, err := base64.StdEncoding.DecodeString(text)
		if err != nil || len(key) != ed25519.PublicKeySize {
			return nil, fmt.Errorf("TELNYX_PUBLIC_KEY: %q, expected base64 of 32 bytes", text)
		}
		sum := sha256.Sum256(key)
		keys[hex.EncodeToString(sum[:])[:16]] = key
	}
	return keys, nil
}

func (k publicKeys) isAuthentic(webhook *pb.SignedWebhook) bool {
	key, found := k[webhook.GetPublicKeyId()]
	signed := append([]byte(webhook.GetTimestamp()+"|"), webhook.GetBody()...)
	return found && ed25519.Verify(key, signed, webhook.GetSignature())
}
