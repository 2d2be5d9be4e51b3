package main

import (
	"context"
	"fmt"
	"log"
	"strings"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/status"

	pb "voicemedia.dev/go/voicemedia/v1"
)

const deadline = 3 * time.Second

// Sends what is queued, one command after the other, until each has an outcome.
type sender struct {
	database *database
	actions  pb.MediaActionsServiceClient
	audioURL string
}

func (s *sender) run(ctx context.Context) error {
	for ctx.Err() == nil {
		command, err := s.database.nextCommand()
		if err != nil {
			return err
		}
		if command == nil {
			select {
			case <-ctx.Done():
			case <-time.After(50 * time.Millisecond):
			}
			continue
		}
		// Not ctx: what has been sent should have its outcome.
		err = s.send(context.WithoutCancel(ctx), command)
		outcome, pause := decide(err)
		if outcome != "" {
			err = s.database.done(command, outcome)
		} else {
			err = s.database.later(command, pause)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *sender) send(ctx context.Context, command *command) (err error) {
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	switch command.Action {
	case "record":
		_, err = s.actions.StartRecording(ctx, &pb.StartRecordingRequest{
			CallControlId: command.Call, CommandId: &command.ID,
			Format:   pb.RecordingFormat_RECORDING_FORMAT_MP3,
			Channels: pb.RecordingChannels_RECORDING_CHANNELS_SINGLE})
	case "greet":
		_, err = s.actions.Speak(ctx, &pb.SpeakRequest{
			CallControlId: command.Call, CommandId: &command.ID, ClientState: []byte("greeting"),
			Payload: "Hello, and welcome.", Voice: "female"})
	case "play":
		_, err = s.actions.StartPlayback(ctx, &pb.StartPlaybackRequest{
			CallControlId: command.Call, CommandId: &command.ID, ClientState: []byte("playing"),
			Source: &pb.StartPlaybackRequest_AudioUrl{AudioUrl: s.audioURL}})
	case "stop-recording":
		_, err = s.actions.StopRecording(ctx, &pb.StopRecordingRequest{
			CallControlId: command.Call, CommandId: &command.ID})
	}
	return err
}

// The command's outcome, or "" and the time until it is repeated.
func decide(err error) (outcome string, pause time.Duration) {
	if err == nil {
		return "accepted", 0
	}
	// Without details, it is not known either: the connection or the deadline got in between.
	known := &errdetails.ErrorInfo{Metadata: map[string]string{"outcome": "unknown"}}
	var violations []string
	var retry *errdetails.RetryInfo
	for _, detail := range status.Convert(err).Details() {
		switch detail := detail.(type) {
		case *errdetails.ErrorInfo:
			known = detail
		case *errdetails.BadRequest:
			for _, violation := range detail.GetFieldViolations() {
				violations = append(violations, violation.GetField()+": "+violation.GetDescription())
			}
		case *errdetails.RetryInfo:
			retry = detail
		}
	}
	log.Printf("%v", err)
	switch {
	case known.GetReason() == "COMMAND_WINDOW_CLOSED":
		return "unknown: see the events of the call", 0
	case retry != nil:
		return "", retry.GetRetryDelay().AsDuration()
	case len(violations) > 0:
		return "invalid: " + strings.Join(violations, ", "), 0
	case known.GetMetadata()["outcome"] != "rejected":
		return "", time.Second
	default:
		return fmt.Sprintf("failed: %s", known.GetReason()), 0
	}
}
