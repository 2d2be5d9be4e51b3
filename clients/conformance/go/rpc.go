package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"time"

	"google.golang.org/genproto/googleapis/rpc/code"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	pb "voicemedia.dev/go/voicemedia/v1"
)

var channel = dial()

func dial() *grpc.ClientConn {
	channel, err := grpc.NewClient(os.Getenv("VOICEMEDIA_ADDRESS"),
		grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		panic(err)
	}
	return channel
}

type command struct {
	Action string
	Body   string
}

func checkRPC(ctx context.Context, c testCase) error {
	var opened struct {
		CallControlID string `json:"call_control_id"`
	}
	if err := ask("POST", "/calls", map[string]any{"answered": !c.Ringing}, &opened); err != nil {
		return err
	}
	callID := opened.CallControlID
	for _, before := range c.Before {
		if _, err := call(ctx, before.Method, before.Request, callID); err != nil {
			return fmt.Errorf("before: %w", err)
		}
	}
	if err := arrange(c.Answer, callID); err != nil {
		return err
	}
	earlier, err := commands(callID)
	if err != nil {
		return err
	}

	response, err := call(ctx, c.Method, c.Request, callID)
	if err := checkEnd(c, response, err); err != nil {
		return err
	}
	sent, err := commands(callID)
	if err != nil {
		return err
	}
	return checkSent(c, sent[len(earlier):])
}

func arrange(answer *answer, callID string) error {
	if answer == nil {
		return nil
	}
	if answer.HangUp {
		return ask("POST", "/calls/"+callID+"/hangup", map[string]any{}, nil)
	}
	body, err := json.Marshal(answer.Body)
	if err != nil {
		return err
	}
	return ask("POST", "/faults", map[string]any{
		"kind": "answer", "call_control_id": callID, "status": answer.Status,
		"headers": answer.Headers, "body": string(body)}, nil)
}

func commands(callID string) ([]command, error) {
	var recorded struct{ Commands []command }
	err := ask("GET", "/commands?call_control_id="+callID, nil, &recorded)
	return recorded.Commands, err
}

func checkEnd(c testCase, response map[string]any, err error) error {
	if c.Error == nil {
		if err != nil {
			return err
		}
		return contains("response", response, map[string]any(c.Response))
	}
	if err == nil {
		return fmt.Errorf("OK, expected %s", c.Error.Code)
	}
	actual := describe(err)
	expected := *c.Error
	for name, value := range expected.Metadata {
		if actual.Metadata[name] != value {
			return fmt.Errorf("metadata.%s: %q, expected %q", name, actual.Metadata[name], value)
		}
	}
	actual.Metadata, expected.Metadata = nil, nil
	slices.Sort(actual.Violations)
	expected.Violations = slices.Sorted(slices.Values(expected.Violations))
	return equal("error", actual, expected)
}

func checkSent(c testCase, sent []command) error {
	if c.Wire == nil && c.Answer == nil {
		return equal("commands that Telnyx was sent", len(sent), 0)
	}
	for _, each := range sent {
		if c.Wire != nil {
			if err := equal("body that Telnyx was sent", json.RawMessage(each.Body), c.Wire); err != nil {
				return err
			}
		}
		if c.Action != "" && each.Action != c.Action {
			return fmt.Errorf("action: %s, expected %s", each.Action, c.Action)
		}
	}
	return equal("number of commands that Telnyx was sent", len(sent), 1)
}

func describe(err error) failure {
	converted := status.Convert(err)
	described := failure{Code: code.Code(converted.Code()).String()}
	for _, detail := range converted.Details() {
		switch detail := detail.(type) {
		case *errdetails.ErrorInfo:
			described.Reason, described.Domain = detail.GetReason(), detail.GetDomain()
			described.Metadata = detail.GetMetadata()
			described.Outcome = detail.GetMetadata()["outcome"]
		case *errdetails.BadRequest:
			for _, violation := range detail.GetFieldViolations() {
				described.Violations = append(described.Violations, violation.GetField())
			}
		case *errdetails.RetryInfo:
			described.Retry = true
		}
	}
	return described
}

// Calls a method by its name, with a request in JSON; the first response of a stream counts.
func call(ctx context.Context, name string, request map[string]any, callID string) (map[string]any, error) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	method, err := find(name)
	if err != nil {
		return nil, err
	}
	if method.Input().Fields().ByName("call_control_id") != nil {
		all := map[string]any{"call_control_id": callID}
		maps.Copy(all, request)
		request = all
	}
	text, err := json.Marshal(request)
	if err != nil {
		return nil, err
	}
	input, err := protoregistry.GlobalTypes.FindMessageByName(method.Input().FullName())
	if err != nil {
		return nil, err
	}
	output, err := protoregistry.GlobalTypes.FindMessageByName(method.Output().FullName())
	if err != nil {
		return nil, err
	}
	sent, received := input.New().Interface(), output.New().Interface()
	if err := protojson.Unmarshal(text, sent); err != nil {
		return nil, err
	}
	path := fmt.Sprintf("/%s/%s", method.Parent().FullName(), name)
	if method.IsStreamingServer() {
		stream, err := channel.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true}, path)
		if err == nil {
			err = errors.Join(stream.SendMsg(sent), stream.CloseSend())
		}
		if err == nil {
			err = stream.RecvMsg(received)
		}
		if err != nil {
			return nil, err
		}
	} else if err := channel.Invoke(ctx, path, sent, received); err != nil {
		return nil, err
	}
	text, err = protojson.MarshalOptions{UseProtoNames: true}.Marshal(received)
	if err != nil {
		return nil, err
	}
	var response map[string]any
	err = json.Unmarshal(text, &response)
	return response, err
}

func find(name string) (protoreflect.MethodDescriptor, error) {
	for _, file := range []protoreflect.FileDescriptor{
		pb.File_voicemedia_v1_media_actions_proto, pb.File_voicemedia_v1_call_control_proto,
		pb.File_voicemedia_v1_calls_proto, pb.File_voicemedia_v1_recordings_proto,
		pb.File_voicemedia_v1_webhook_events_proto,
	} {
		if method := file.Services().Get(0).Methods().ByName(protoreflect.Name(name)); method != nil {
			return method, nil
		}
	}
	return nil, fmt.Errorf("method: %s, expected one of the contract", name)
}
