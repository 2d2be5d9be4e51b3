package main

import (
	"encoding/json"
	"fmt"
	"time"
)

// What a consumer reads of a webhook: what voicemedia's client has of an event of this type.
type webhook struct {
	Data struct {
		ID         string    `json:"id"`
		EventType  string    `json:"event_type"`
		OccurredAt time.Time `json:"occurred_at"`
		Payload    struct {
			CallControlID string `json:"call_control_id"`
			CallLegID     string `json:"call_leg_id"`
			CallSessionID string `json:"call_session_id"`
			ConnectionID  string `json:"connection_id"`
			ClientState   string `json:"client_state"`
			MediaName     string `json:"media_name"`
			MediaURL      string `json:"media_url"`
			Overlay       bool   `json:"overlay"`
			Status        string `json:"status"`
			StatusDetail  string `json:"status_detail"`
		} `json:"payload"`
	} `json:"data"`
}

func decodeJSON(body []byte) error {
	var decoded webhook
	if err := json.Unmarshal(body, &decoded); err != nil {
		return err
	}
	if decoded.Data.ID == "" {
		return fmt.Errorf("%.100s: has no id", body)
	}
	return nil
}
