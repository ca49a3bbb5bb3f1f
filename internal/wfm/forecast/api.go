package forecast

import "github.com/danielgtaylor/huma/v2"

// Register declares the operations of the module.
func (s *Service) Register(api huma.API) {
	s.registerVersions(api)
	s.registerEdits(api)
	s.registerAccuracy(api)
	s.registerIntraday(api)
	s.registerOutlooks(api)
	s.registerComparisons(api)
	s.registerTreatments(api)
	s.registerEvents(api)
	s.registerDrivers(api)
	s.registerPeople(api)
}
