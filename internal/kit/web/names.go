package web

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// schemaNamer names schemas by package and type (org.Queue → OrgQueue), since
// modules use the same plain words; kit's own types go without the package.
// Two types that would still share a name are numbered in order of arrival.
func schemaNamer() func(reflect.Type, string) string {
	byType := map[reflect.Type]string{}
	taken := map[string]bool{}
	return func(t reflect.Type, hint string) string {
		for t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if n, ok := byType[t]; ok {
			return n
		}
		name := typeName(t)
		if name == "" {
			name = huma.DefaultSchemaNamer(t, hint)
		}
		if t.Kind() != reflect.Struct {
			return name
		}
		unique := name
		for i := 2; taken[unique]; i++ {
			unique = fmt.Sprintf("%s%d", name, i)
		}
		taken[unique], byType[t] = true, unique
		return unique
	}
}

func typeName(t reflect.Type) string {
	if t.Name() == "" || t.PkgPath() == "" {
		return ""
	}
	return qualified(t.PkgPath() + "." + t.Name())
}

// qualified turns "path/org.Page[path/x.Queue]" into "PageXQueue".
func qualified(full string) string {
	var out strings.Builder
	for part := range strings.FieldsFuncSeq(full, func(r rune) bool { return strings.ContainsRune("[],* ", r) }) {
		pkg, name, found := part, "", false
		if i := strings.LastIndex(part, "."); i >= 0 {
			pkg, name, found = part[:i], part[i+1:], true
		}
		if !found {
			out.WriteString(title(part))
			continue
		}
		if !strings.Contains(pkg, "/internal/kit/") {
			out.WriteString(title(pkg[strings.LastIndex(pkg, "/")+1:]))
		}
		if i := strings.Index(name, "·"); i >= 0 { // a type declared inside a function
			name = name[:i]
		}
		out.WriteString(title(name))
	}
	return out.String()
}

func title(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
