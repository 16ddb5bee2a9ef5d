package home

import (
	"encoding"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	comet "github.com/cometbft/cometbft/config"
)

// CometPrefix begins the keys of CometBFT's settings, so that one key names one setting of both files.
const CometPrefix = "comet."

// A field is one setting: its key, and where its value is.
type field struct {
	key   string
	value reflect.Value
}

// fields lists the settings of peerz.toml in the order of the struct.
func (c *Config) fields() []field { return fieldsOf(nil, "", "toml", reflect.ValueOf(c).Elem()) }

// cometFields lists CometBFT's settings, their keys behind CometPrefix.
func cometFields(c *comet.Config) []field {
	return fieldsOf(nil, CometPrefix, "mapstructure", reflect.ValueOf(c).Elem())
}

// fieldsOf appends the settings in a struct, and in those that it holds.
func fieldsOf(list []field, prefix, tag string, v reflect.Value) []field {
	for i := range v.NumField() {
		name, option, _ := strings.Cut(v.Type().Field(i).Tag.Get(tag), ",")
		f := v.Field(i)
		if f.Kind() == reflect.Pointer {
			f = f.Elem()
		}
		switch {
		case name == "-" || name == "" && option != "squash":
		case f.Kind() != reflect.Struct:
			list = append(list, field{prefix + name, f})
		case option == "squash":
			list = fieldsOf(list, prefix, tag, f)
		default:
			list = fieldsOf(list, prefix+name+".", tag, f)
		}
	}
	return list
}

// text is the value as people write it on a command line.
func (f field) text() string {
	switch v := f.value.Interface().(type) {
	case time.Duration:
		return v.String()
	case encoding.TextMarshaler:
		b, _ := v.MarshalText() // of a duration
		return string(b)
	case []string:
		return strings.Join(v, ",")
	default:
		return fmt.Sprint(v)
	}
}

// set gives the setting the value that a text says.
func (f field) set(text string) (err error) {
	switch v := f.value.Addr().Interface().(type) {
	case *time.Duration:
		*v, err = time.ParseDuration(text)
	case encoding.TextUnmarshaler:
		err = v.UnmarshalText([]byte(text))
	case *string:
		*v = text
	case *[]string:
		*v = strings.FieldsFunc(text, func(r rune) bool { return r == ',' })
	default:
		err = setNumber(f.value, text)
	}
	if err != nil {
		return fmt.Errorf("%s is %q: want %s", f.key, text, f.kind())
	}
	return nil
}

func setNumber(v reflect.Value, text string) error {
	switch bits := v.Type(); {
	case v.Kind() == reflect.Bool:
		b, err := strconv.ParseBool(text)
		v.SetBool(b)
		return err
	case v.CanInt():
		n, err := strconv.ParseInt(text, 10, bits.Bits())
		v.SetInt(n)
		return err
	case v.CanUint():
		n, err := strconv.ParseUint(text, 10, bits.Bits())
		v.SetUint(n)
		return err
	default:
		n, err := strconv.ParseFloat(text, 64)
		v.SetFloat(n)
		return err
	}
}

// kind says in words what a value must be.
func (f field) kind() string {
	switch f.value.Interface().(type) {
	case time.Duration, Duration:
		return "a time such as 10s"
	case []string:
		return "words with commas between them"
	}
	switch {
	case f.value.Kind() == reflect.Bool:
		return "true or false"
	case f.value.CanUint():
		return "a whole number from 0 on"
	case f.value.CanInt():
		return "a whole number"
	}
	return "a number"
}

// literal is the value as TOML writes it.
func (f field) literal() string {
	switch v := f.value.Interface().(type) {
	case time.Duration, Duration, string:
		return strconv.Quote(f.text())
	case []string:
		return quoted(v)
	}
	return f.text()
}

// quoted is a list as TOML writes it.
func quoted(list []string) string {
	texts := make([]string, len(list))
	for i, s := range list {
		texts[i] = strconv.Quote(s)
	}
	return "[" + strings.Join(texts, ", ") + "]"
}
