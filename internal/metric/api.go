package metric

import "github.com/danielgtaylor/huma/v2"

// Register declares the operations of the module.
func (s *Service) Register(api huma.API) {
	s.registerDefinitions(api)
	s.registerViews(api)
	s.registerQueries(api)
	s.registerReported(api)
}
