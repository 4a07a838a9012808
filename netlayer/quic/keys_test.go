package quic

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func TestKeysTravelAndAreNotPrinted(t *testing.T) {
	authority, err := NewAuthority()
	check(t, err)
	keys, err := authority.Keys(3)
	check(t, err)
	text, err := json.Marshal(keys)
	check(t, err)
	var got Keys
	check(t, json.Unmarshal(text, &got))
	if _, err := got.tls(); err != nil || got.Host != 3 || got.Job != keys.Job {
		t.Errorf("after the way through JSON: %v, %v", got, err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		for _, v := range []any{keys, Config{Keys: keys}} {
			printed := fmt.Sprintf(verb, v)
			if strings.Contains(printed, string(keys.Private)) || strings.Contains(printed, fmt.Sprint(keys.Private)) || strings.Contains(printed, hex.EncodeToString(keys.Private)) {
				t.Errorf("%s of %T prints the key", verb, v)
			}
		}
	}
}

func TestSpoiltKeysAreErrors(t *testing.T) {
	authority, err := NewAuthority()
	check(t, err)
	keys, err := authority.Keys(0)
	check(t, err)
	for name, spoil := range map[string]func(*Keys){
		"authority": func(k *Keys) { k.Authority = k.Authority[1:] },
		"private":   func(k *Keys) { k.Private = k.Private[1:] },
		"host":      func(k *Keys) { k.Host = 2 },
	} {
		c := configs(t, 1, 1)[0]
		c.Keys = keys
		spoil(&c.Keys)
		if g, err := Listen(c); err == nil {
			g.Close()
			t.Errorf("%s: no error", name)
		}
	}
}
