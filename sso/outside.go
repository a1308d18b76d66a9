package sso

import (
	"net/http"
	"time"
)

// Asking is the client by which other houses are asked for anything: bounded in
// time and size, never sent on to another house, never to the addresses that
// answer for the machine itself. Networks inside are asked where inner is set.
func Asking(inner bool, limit time.Duration) *http.Client { return newHTTP(inner, limit) }
