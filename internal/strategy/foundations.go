package strategy

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Documents gives all versions of mission, vision and values, the newest of each
// first. Needs the permission strategy.read.
func (s *Service) Documents(ctx context.Context) (out []Document, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return nil, err
	}
	out = []Document{}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		rows, err := load[keptDocument](ctx, tx, &documents)
		if err != nil {
			return err
		}
		today, err := s.today(ctx, tx)
		if err != nil {
			return err
		}
		for _, x := range rows {
			out = append(out, document(x, today.String()))
		}
		return nil
	})
	slices.SortFunc(out, func(a, b Document) int {
		return cmp.Or(cmp.Compare(slices.Index(DocumentKinds, a.Kind), slices.Index(DocumentKinds, b.Kind)), cmp.Compare(b.Version, a.Version))
	})
	return out, err
}

func document(x row[keptDocument], today string) Document {
	return Document{Stamp: x.Stamp, DocumentRequest: x.Content.DocumentRequest, Version: x.Content.Version, Warnings: x.Content.warnings(), Due: x.Content.ReviewOn <= today}
}

// CheckDocument gives what the text would be warned of; nothing is kept. Needs
// the permission strategy.edit.
func (s *Service) CheckDocument(ctx context.Context, in DocumentRequest) ([]Warning, error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return nil, err
	}
	return in.warnings(), nil
}

// AddDocument makes a new version; one like the newest is not made again. Needs
// the permission strategy.edit.
func (s *Service) AddDocument(ctx context.Context, in DocumentRequest) (out Document, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return out, err
	}
	if err := in.tidy(); err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		today, err := s.today(ctx, tx)
		if err != nil {
			return err
		}
		all, err := load[keptDocument](ctx, tx, &documents)
		if err != nil {
			return err
		}
		newest := row[keptDocument]{}
		for _, x := range all {
			if x.Content.Kind == in.Kind && x.Content.Version > newest.Content.Version {
				newest = x
			}
		}
		if newest.Content.DocumentRequest == in {
			out = document(newest, today.String())
			return nil
		}
		v := newest.Content.Version + 1
		x, err := put(ctx, s, tx, &documents, "", -1, fmt.Sprintf("%s %d", in.Kind, v), keptDocument{in, v})
		out = document(x, today.String())
		return err
	})
	return out, err
}

// Analyses gives all analyses, the newest first. Needs the permission
// strategy.read.
func (s *Service) Analyses(ctx context.Context) ([]Analysis, error) {
	rows, err := read[AnalysisRequest](ctx, s, &analyses)
	out := make([]Analysis, 0, len(rows))
	for _, x := range rows {
		out = append(out, Analysis{x.Stamp, x.Content})
	}
	slices.SortFunc(out, func(a, b Analysis) int { return cmp.Or(cmp.Compare(b.On, a.On), cmp.Compare(b.ID, a.ID)) })
	return out, err
}

// SaveAnalysis adds an analysis (no id) or changes one. Needs the permission
// strategy.edit.
func (s *Service) SaveAnalysis(ctx context.Context, analysisID string, in AnalysisRequest, rev int64) (Analysis, error) {
	var out row[AnalysisRequest]
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return Analysis{}, err
	}
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		ends, err := load[GoalRequest](ctx, tx, &goals)
		if err != nil {
			return err
		}
		if err := in.tidy(ends); err != nil {
			return err
		}
		out, err = put(ctx, s, tx, &analyses, analysisID, rev, in.Name, in)
		return err
	})
	return Analysis{out.Stamp, out.Content}, err
}

// DeleteAnalysis takes an analysis away. Needs the permission strategy.edit.
func (s *Service) DeleteAnalysis(ctx context.Context, analysisID string) error {
	return take[AnalysisRequest](ctx, s, &analyses, analysisID)
}

// Stages gives the stages by year. Needs the permission strategy.read.
func (s *Service) Stages(ctx context.Context) ([]Stage, error) {
	rows, err := read[StageRequest](ctx, s, &stages)
	out := make([]Stage, 0, len(rows))
	for _, x := range rows {
		out = append(out, Stage{x.Stamp, x.Content})
	}
	slices.SortFunc(out, func(a, b Stage) int { return cmp.Or(cmp.Compare(a.FromYear, b.FromYear), cmp.Compare(a.ID, b.ID)) })
	return out, err
}

// SaveStage adds a stage (no id) or changes one. Needs the permission
// strategy.edit.
func (s *Service) SaveStage(ctx context.Context, stageID string, in StageRequest, rev int64) (Stage, error) {
	var out row[StageRequest]
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return Stage{}, err
	}
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		all, err := load[StageRequest](ctx, tx, &stages)
		if err != nil {
			return err
		}
		if err := in.tidy(stageID, all); err != nil {
			return err
		}
		out, err = put(ctx, s, tx, &stages, stageID, rev, in.Name, in)
		return err
	})
	return Stage{out.Stamp, out.Content}, err
}

// DeleteStage takes a stage away. Needs the permission strategy.edit.
func (s *Service) DeleteStage(ctx context.Context, stageID string) error {
	return take[StageRequest](ctx, s, &stages, stageID)
}
