// Conformance runs the conformance cases; ../README.md says what their fields mean.
package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"reflect"

	"gopkg.in/yaml.v3"
)

// A case of any of the files.
type testCase struct {
	Name string

	// An RPC.
	Method   string
	Request  map[string]any
	Ringing  bool
	Before   []testCase
	Answer   *answer
	Wire     map[string]any
	Action   string
	Response map[string]any
	Error    *failure

	// A webhook.
	Body       string
	BodyBase64 string `yaml:"body_base64"`
	Signed     string
	Age        int64
	Headers    map[string]*string
	Status     int
	ID         string
	Event      map[string]any
	Absent     []string
}

type answer struct {
	HangUp  bool `yaml:"hang_up"`
	Status  int
	Body    any
	Headers map[string]string
}

type failure struct {
	Code       string
	Reason     string
	Domain     string
	Outcome    string
	Metadata   map[string]string
	Violations []string
	Retry      bool
}

func main() {
	run, failed := 0, 0
	for _, file := range []string{"actions", "reads", "webhooks"} {
		text, err := os.ReadFile(filepath.Join(os.Getenv("CASES"), file+".yaml"))
		var cases []testCase
		if err == nil {
			err = yaml.Unmarshal(text, &cases)
		}
		if err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", file, err)
			os.Exit(1)
		}
		for _, each := range cases {
			run++
			check := checkRPC
			if file == "webhooks" {
				check = checkWebhook
			}
			if err := check(context.Background(), each); err != nil {
				failed++
				fmt.Fprintf(os.Stderr, "%s: %s: %v\n", file, each.Name, err)
			}
		}
	}
	fmt.Printf("go: %d cases, %d failed\n", run, failed)
	if failed > 0 || run == 0 {
		os.Exit(1)
	}
}

// Asks the simulator's control API.
func ask(method, path string, body, answer any) error {
	var sent bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&sent).Encode(body); err != nil {
			return err
		}
	}
	request, err := http.NewRequest(method, os.Getenv("SIMULATOR_URL")+path, &sent)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode/100 != 2 {
		err = fmt.Errorf("simulator: %s %s: %d %s", method, path, response.StatusCode, content)
	}
	if err == nil && answer != nil {
		err = json.Unmarshal(content, answer)
	}
	return err
}

func (c testCase) body() ([]byte, error) {
	if c.BodyBase64 != "" {
		return base64.StdEncoding.DecodeString(c.BodyBase64)
	}
	return []byte(c.Body), nil
}

// Values as JSON would have them, whichever way they came.
func normalized(value any) any {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	var result any
	if err := json.Unmarshal(text, &result); err != nil {
		panic(err)
	}
	return result
}

func equal(what string, actual, expected any) error {
	if a, e := normalized(actual), normalized(expected); !reflect.DeepEqual(a, e) {
		return fmt.Errorf("%s: %v, expected %v", what, a, e)
	}
	return nil
}

// Whether every expected member is there, at any depth.
func contains(what string, actual, expected any) error {
	members, isObject := expected.(map[string]any)
	if !isObject {
		return equal(what, actual, expected)
	}
	object, isObject := actual.(map[string]any)
	if !isObject {
		return fmt.Errorf("%s: %v, expected an object", what, actual)
	}
	for name, value := range members {
		if err := contains(what+"."+name, object[name], value); err != nil {
			return err
		}
	}
	return nil
}
