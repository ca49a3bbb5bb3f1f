package staffing

import "github.com/danielgtaylor/huma/v2"

// Register declares the operations of the module.
func (s *Service) Register(api huma.API) {
	s.registerPlans(api)
	s.registerShrinkage(api)
}
