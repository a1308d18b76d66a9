package gateway

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Hook is a server that takes what happens as JSON.
type Hook struct {
	URL   string
	Inner bool // it stands in an inner network
}

// hookSecret begins a secret of a webhook, as in Standard Webhooks.
const hookSecret = "whsec_"

// NewHookSecret is a secret that the messages of a webhook are signed with: the
// text that the server that takes them is given too.
func NewHookSecret() string {
	key := make([]byte, 32)
	rand.Read(key)
	return hookSecret + base64.StdEncoding.EncodeToString(key)
}

// hookKey is the key of a secret: at least 24 bytes, as Standard Webhooks asks.
func hookKey(secret string) ([]byte, bool) {
	text, ok := strings.CutPrefix(secret, hookSecret)
	key, err := base64.StdEncoding.DecodeString(text)
	return key, ok && err == nil && len(key) >= 24 && len(key) <= 64
}

// SignHook is the signature of a message of a webhook: HMAC-SHA256 over its id,
// the second it is sent in and its body, with points between (Standard Webhooks,
// version 1). ok is false where the secret is none.
func SignHook(secret, id string, at time.Time, body []byte) (signature string, ok bool) {
	key, ok := hookKey(secret)
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + strconv.FormatInt(at.Unix(), 10) + "."))
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)), ok
}

// SendHook sends a message to a webhook, signed for this moment. The id stays the
// same however often it is sent, so that the taker knows a repeat. Every status of
// 2xx is taken; 410 is Off.
func (c *Caller) SendHook(ctx context.Context, h Hook, secret, id string, message any) error {
	body, err := json.Marshal(message)
	if err != nil {
		return err
	}
	at := time.Now()
	signature, ok := SignHook(secret, id, at, body)
	if !ok {
		return &Error{Why: SignIn, Detail: "a secret that is not one of a webhook"}
	}
	// The names are written as the standard has them; HTTP does not mind.
	status, answer, err := c.send(ctx, h.Inner, h.URL, http.Header{
		"Content-Type":      {"application/json; charset=utf-8"},
		"Webhook-Id":        {id},
		"Webhook-Timestamp": {strconv.FormatInt(at.Unix(), 10)},
		"Webhook-Signature": {signature},
	}, body)
	if err != nil || status/100 == 2 {
		return err
	}
	return ofStatus(status, string(answer))
}
