package web

import (
	"io/fs"
	"maps"
)

// Feature is one page or a few that belong together: its ways in, as D serves
// them, and the types its templates are rendered with.
type Feature[D any] struct {
	Routes func(D) []Route
	Types  map[string]any
}

// RoutesOf are all ways into the features.
func RoutesOf[D any](d D, features []Feature[D]) []Route {
	var all []Route
	for _, f := range features {
		all = append(all, f.Routes(d)...)
	}
	return all
}

// PagesOf are the templates of the features with their types.
func PagesOf[D any](files fs.FS, features []Feature[D]) Pages {
	types := map[string]any{}
	for _, f := range features {
		maps.Copy(types, f.Types)
	}
	return Pages{FS: files, Types: types}
}
