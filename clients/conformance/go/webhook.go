package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"time"
)

var (
	right = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, ed25519.SeedSize))
	wrong = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{2}, ed25519.SeedSize))
)

func checkWebhook(ctx context.Context, c testCase) error {
	body, err := c.body()
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, "POST", os.Getenv("WEBHOOK_URL"), bytes.NewReader(body))
	if err != nil {
		return err
	}
	timestamp := strconv.FormatInt(time.Now().Unix()-c.Age, 10)
	key, signed := right, body
	switch c.Signed {
	case "wrong":
		key = wrong
	case "other_body":
		signed = []byte("another body")
	}
	signature := ed25519.Sign(key, append([]byte(timestamp+"|"), signed...))
	request.Header.Set("content-type", "application/json")
	request.Header.Set("telnyx-timestamp", timestamp)
	request.Header.Set("telnyx-signature-ed25519", base64.StdEncoding.EncodeToString(signature))
	for name, value := range c.Headers {
		if value == nil {
			request.Header.Del(name)
		} else {
			request.Header.Set(name, *value)
		}
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	response.Body.Close()
	if err := equal("status", response.StatusCode, c.Status); err != nil || c.ID == "" {
		return err
	}
	return checkEvent(ctx, c, body)
}

func checkEvent(ctx context.Context, c testCase, body []byte) error {
	stored, err := call(ctx, "GetEvent", map[string]any{"id": c.ID}, "")
	if err != nil {
		return err
	}
	event := stored["event"].(map[string]any)["event"].(map[string]any)
	if err := contains("event", event, c.Event); err != nil {
		return err
	}
	for _, name := range c.Absent {
		if value, found := event[name]; found {
			return fmt.Errorf("event.%s: %v, expected none", name, value)
		}
	}
	webhook := event["webhook"].(map[string]any)
	received, err := base64.StdEncoding.DecodeString(webhook["body"].(string))
	if err != nil {
		return err
	}
	signature, err := base64.StdEncoding.DecodeString(webhook["signature"].(string))
	if err != nil {
		return err
	}
	if !bytes.Equal(received, body) {
		return fmt.Errorf("body: %q, expected %q", received, body)
	}
	signed := append([]byte(webhook["timestamp"].(string)+"|"), received...)
	if !ed25519.Verify(right.Public().(ed25519.PublicKey), signed, signature) {
		return errors.New("the stored signature does not verify")
	}
	return nil
}
