package v1

// Page ends a part of a list.
type Page struct {
	Next string `json:"next,omitempty" doc:"The cursor of the part that follows; absent when this was the last one."`
}
