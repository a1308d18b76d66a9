package notice

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vault"
	"sauro/vn"
)

// Channel is how the office sends by one way.
type Channel struct {
	Way       Way
	Settings  json.RawMessage // as its sender reads them, without secrets; nil where it was never set
	HasSecret bool
	On        bool
	Version   int64 // 0 where it was never set
	Changed   time.Time
}

// Set reports whether the channel was set at all.
func (c Channel) Set() bool { return c.Version > 0 }

// Read reads the settings into a struct of the sender's own.
func (c Channel) Read(into any) error {
	if len(c.Settings) == 0 {
		return nil
	}
	return json.Unmarshal(c.Settings, into)
}

// Channels are all channels in their usual order, set or not, for who may arrange them.
func Channels(tx *db.Tx, who org.Who) ([]Channel, error) {
	if err := who.May(org.Arrange, org.Thing{}); err != nil {
		return nil, err
	}
	set, err := channels(tx)
	list := make([]Channel, len(Ways))
	for i, w := range Ways {
		list[i] = set[w]
		list[i].Way = w
	}
	return list, err
}

// ChannelOf is one channel for who may arrange it.
func ChannelOf(tx *db.Tx, who org.Who, w Way) (Channel, error) {
	list, err := Channels(tx, who)
	if err != nil {
		return Channel{}, err
	}
	i := slices.IndexFunc(list, func(c Channel) bool { return c.Way == w })
	if i < 0 {
		return Channel{}, fault.New(fault.Unknown, "Không có kênh này. Hãy mở lại trang Kênh thông báo.")
	}
	return list[i], nil
}

func channels(tx *db.Tx) (map[Way]Channel, error) {
	type row struct {
		Channel
		settings   string
		on, secret int64
	}
	rows, err := db.All(tx, func(r *row) []any {
		return []any{&r.Way, &r.settings, &r.on, &r.Version, db.Time(&r.Changed), &r.secret}
	}, `select c.way, c.settings, c.switched_on, c.version, c.changed_at, case when s.way is null then 0 else 1 end
		from channel c left join channel_secret s on s.tenant_id = c.tenant_id and s.way = c.way where c.tenant_id = ?1`)
	set := map[Way]Channel{}
	for _, r := range rows {
		c := r.Channel
		c.Settings, c.On, c.HasSecret = json.RawMessage(r.settings), r.on == 1, r.secret == 1
		set[c.Way] = c
	}
	return set, err
}

// SaveChannel keeps how the office sends by a way. settings is any struct that
// has no secret in it; secret "" keeps the one there is, drop takes it away.
// version is the one that was read. A channel that is set for the first time is
// switched off.
func SaveChannel(tx *db.Tx, who org.Who, v *vault.Vault, w Way, version int64, settings any, secret string, drop bool) error {
	if !slices.Contains(Ways, w) {
		return fault.New(fault.Unknown, "Không có kênh này. Hãy mở lại trang Kênh thông báo.")
	}
	if err := save(tx, who, w, version, settings); err != nil {
		return err
	}
	switch {
	case secret != "":
		return keepSecret(tx, v, w, secret)
	case drop:
		_, err := tx.Exec("delete from channel_secret where tenant_id = ?1 and way = ?2", w)
		return err
	}
	return nil
}

// SaveHours keeps when messages may leave. What waits already leaves as it was to.
func SaveHours(tx *db.Tx, who org.Who, h Hours) error {
	if err := h.check(); err != nil {
		return err
	}
	set, err := channels(tx)
	if err != nil {
		return err
	}
	return save(tx, who, hoursWay, set[hoursWay].Version, h)
}

func save(tx *db.Tx, who org.Who, w Way, version int64, settings any) error {
	who, err := who.As(org.Arrange, org.Thing{})
	if err != nil {
		return err
	}
	b, err := json.Marshal(settings)
	if err != nil {
		return err
	}
	if version == 0 {
		_, err = tx.Exec(`insert into channel (tenant_id, way, settings, switched_on, version, changed_at, changed_by) values (?1, ?2, ?3, 0, 1, ?4, ?5)`,
			w, string(b), tx.Now, who.Person)
		if db.Duplicate(err) {
			err = db.Expect(0, nil)
		}
	} else {
		err = db.Expect(tx.Exec(`update channel set settings = ?3, version = version + 1, changed_at = ?4, changed_by = ?5 where tenant_id = ?1 and way = ?2 and version = ?6`,
			w, string(b), tx.Now, who.Person, version))
	}
	if err != nil {
		return err
	}
	who.Did(tx, "channel-changed", db.ID(w))
	return nil
}

// SwitchChannel has the office send by a way, or no longer. A channel that was
// never set stays off.
func SwitchChannel(tx *db.Tx, who org.Who, w Way, on bool) error {
	who, err := who.As(org.Arrange, org.Thing{})
	if err != nil {
		return err
	}
	c, err := ChannelOf(tx, who, w)
	if err != nil {
		return err
	}
	if !c.Set() {
		return fault.New(fault.Invalid, "Kênh này chưa đặt. Hãy điền các mục, lưu rồi mới bật.")
	}
	if c.On == on {
		return nil
	}
	if _, err := tx.Exec("update channel set switched_on = ?3, version = version + 1, changed_at = ?4, changed_by = ?5 where tenant_id = ?1 and way = ?2", w, on, tx.Now, who.Person); err != nil {
		return err
	}
	kind := "channel-off"
	if on {
		kind = "channel-on"
	}
	who.Did(tx, kind, db.ID(w))
	return nil
}

// Open opens a channel to send by it, on or off, for a trial or the courier. What
// Renew is given is kept in a transaction of its own.
func Open(tx *db.Tx, d *db.DB, v *vault.Vault, w Way) (Account, error) {
	type row struct{ settings, sealed, name string }
	r, found, err := db.One(tx, func(r *row) []any { return []any{&r.settings, db.Opt(&r.sealed), &r.name} },
		`select c.settings, s.sealed, `+org.TenantName("t", "?3")+` from channel c
			join tenant t on t.tenant_id = c.tenant_id
			left join channel_secret s on s.tenant_id = c.tenant_id and s.way = c.way where c.tenant_id = ?1 and c.way = ?2`, w, vn.Today(tx.Now))
	if err != nil {
		return Account{}, err
	}
	if !found {
		return Account{}, &Failure{Why: "settings"}
	}
	a := Account{Tenant: tx.Tenant, Name: r.name, Settings: json.RawMessage(r.settings)}
	if r.sealed != "" {
		secret, err := v.Open(secretOf(tx.Tenant, w), r.sealed)
		if err != nil {
			return Account{}, &Failure{Why: "settings", Cause: err}
		}
		a.Secret = string(secret)
	}
	tenant := tx.Tenant
	a.Renew = func(ctx context.Context, secret string) error {
		return d.Update(context.WithoutCancel(ctx), tenant, func(tx *db.Tx) error { return keepSecret(tx, v, w, secret) })
	}
	return a, nil
}

func keepSecret(tx *db.Tx, v *vault.Vault, w Way, secret string) error {
	_, err := tx.Exec(`insert into channel_secret (tenant_id, way, sealed, changed_at) values (?1, ?2, ?3, ?4)
		on conflict (tenant_id, way) do update set sealed = excluded.sealed, changed_at = excluded.changed_at`,
		w, v.Seal(secretOf(tx.Tenant, w), []byte(secret)), tx.Now)
	return err
}

// secretOf is what a secret is sealed for: it opens in no other office and channel.
func secretOf(tenant db.ID, w Way) string { return "channel:" + string(tenant) + ":" + string(w) }
