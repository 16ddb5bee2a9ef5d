package chain

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"

	"github.com/peerz-ai/peerz-chain/contracts/build/gen"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Fields returns a message of a contract, a struct of contracts/api, as the object that the
// API's JSON has for it: amounts in decimal, addresses in bech32, hashes and bytes in hex, no
// absent field. A nil pointer is an empty object.
func Fields(message any) map[string]any {
	object := map[string]any{}
	v := reflect.ValueOf(message)
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return object
		}
		v = v.Elem()
	}
	for i := range v.NumField() {
		field := v.Type().Field(i)
		name, option := gen.FieldName(field.Name, field.Tag)
		absent := v.Field(i).IsZero() && (option == "omitempty" || field.Type.Kind() == reflect.Pointer)
		if !absent {
			object[name] = value(v.Field(i))
		}
	}
	return object
}

// List returns the Fields of each message; never nil, so that JSON shows an empty list.
func List[M any](messages []M) []any {
	list := make([]any, len(messages))
	for i := range messages {
		list[i] = Fields(messages[i])
	}
	return list
}

func value(v reflect.Value) any {
	switch x := v.Interface().(type) {
	case sdk.Amount:
		return abi.Amount(x) // in JSON its decimal digits
	case sdk.Address:
		return AddressOf(x).String()
	case sdk.Hash:
		return hex.EncodeToString(x.Bytes())
	case []byte:
		return hex.EncodeToString(x)
	}
	switch v.Kind() {
	case reflect.Pointer:
		return value(v.Elem())
	case reflect.Struct:
		return Fields(v.Interface())
	case reflect.Slice:
		list := make([]any, v.Len())
		for i := range list {
			list[i] = value(v.Index(i))
		}
		return list
	}
	return v.Interface()
}

// AddressOf returns an address of a message as the rest of the program has it.
func AddressOf(a sdk.Address) abi.Address { return abi.Address(a.Bytes()) }

// InMessage returns an address as messages have it.
func InMessage(a abi.Address) sdk.Address { return sdk.AddressOf(a[:]) }

// Parse reads what JSON of Fields has become again. It refuses what Fields would not have written of
// the message: another name, a missing one, a value in another spelling.
func Parse(object map[string]any, message any) error {
	return fill(reflect.ValueOf(message).Elem(), object)
}

func fill(v reflect.Value, object map[string]any) error {
	known := 0
	for i := range v.NumField() {
		field := v.Type().Field(i)
		name, option := gen.FieldName(field.Name, field.Tag)
		x, given := object[name]
		if !given && (option == "omitempty" || field.Type.Kind() == reflect.Pointer) {
			continue
		}
		if err := set(v.Field(i), x); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		known++
	}
	if known != len(object) {
		return errors.New("a name that is not expected")
	}
	return nil
}

func set(v reflect.Value, x any) error {
	text, _ := x.(string)
	var err error
	switch to := v.Addr().Interface().(type) {
	case *sdk.Amount:
		var a abi.Amount
		a, err = abi.ParseAmount(text)
		*to = sdk.Amount(a)
	case *sdk.Address:
		var a abi.Address
		a, err = abi.ParseAddress(text)
		*to = InMessage(a)
	case *sdk.Hash:
		var h abi.Hash
		h, err = abi.ParseHash(text)
		*to = sdk.HashOf(h[:])
	case *[]byte:
		*to, err = hex.DecodeString(text)
	default:
		err = setPlain(v, x)
	}
	return err
}

func setPlain(v reflect.Value, x any) error {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return set(v.Elem(), x)
	case reflect.Struct:
		object, _ := x.(map[string]any)
		return fill(v, object)
	case reflect.Slice:
		list, ok := x.([]any)
		if !ok {
			return fmt.Errorf("%v is no list", x)
		}
		v.Set(reflect.MakeSlice(v.Type(), len(list), len(list)))
		for i := range list {
			if err := set(v.Index(i), list[i]); err != nil {
				return err
			}
		}
		return nil
	case reflect.Uint64:
		number, _ := x.(json.Number)
		n, err := strconv.ParseUint(number.String(), 10, 64)
		v.SetUint(n)
		return err
	case reflect.String:
		text, ok := x.(string)
		v.SetString(text)
		if !ok {
			return fmt.Errorf("%v is no text", x)
		}
		return nil
	case reflect.Bool:
		truth, ok := x.(bool)
		v.SetBool(truth)
		if !ok {
			return fmt.Errorf("%v is neither true nor false", x)
		}
		return nil
	}
	return fmt.Errorf("a message has no %s", v.Kind())
}
