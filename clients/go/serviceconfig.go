package voicemedia

import (
	_ "embed"

	_ "google.golang.org/grpc/health" // checks health, as the service config asks
)

// ServiceConfig is the gRPC service config that suits a gateway, as JSON: ListEvents and
// GetEvent are retried, media actions never are, and addresses whose health service does
// not report SERVING are left alone. Pass it to grpc.WithDefaultServiceConfig.
//
//go:embed service-config.json
var ServiceConfig string
