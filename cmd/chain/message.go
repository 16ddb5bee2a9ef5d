package chain

import (
	"encoding/hex"
	"reflect"

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
