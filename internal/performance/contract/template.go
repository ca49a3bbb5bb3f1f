package contract

// Template is what contracts of a position are drawn up from.
type Template struct {
	ID        string `json:"id"`
	Rev       int64  `json:"rev"`
	ChangedMs int64  `json:"changed_ms"`
	ChangedBy string `json:"changed_by"`
	TemplateRequest
}

// TemplateRequest says what a template is to be.
type TemplateRequest struct {
	Name     string `json:"name" maxLength:"400"`
	Position string `json:"position" maxLength:"400"`
	Lines    []Line `json:"lines" maxItems:"100"`
}
