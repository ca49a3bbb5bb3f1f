package live

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
)

// BoardPath is exported for the HTTP framework, which reads only exported embedded structs.
type BoardPath struct {
	ID string `path:"id" maxLength:"60"`
}

type boardsOut struct{ Body []Board }

type boardOut struct {
	web.ETag
	Body Board
}

func oneBoard(b Board, err error) (*boardOut, error) { return &boardOut{web.Tag(b.Rev), b}, err }

type boardBody struct {
	Name   string  `json:"name" maxLength:"200"`
	Theme  string  `json:"theme" maxLength:"10"`
	Blocks []Block `json:"blocks" maxItems:"200"`
	Rev    int64   `json:"rev,omitempty" doc:"as If-Match"`
}

type playlistsOut struct{ Body []Playlist }

type playlistOut struct {
	web.ETag
	Body Playlist
}

func onePlaylist(p Playlist, err error) (*playlistOut, error) {
	return &playlistOut{web.Tag(p.Rev), p}, err
}

type playlistBody struct {
	Name    string  `json:"name" maxLength:"200"`
	Entries []Entry `json:"entries" maxItems:"100"`
	Rev     int64   `json:"rev,omitempty" doc:"as If-Match"`
}

type screensOut struct{ Body []Screen }

type screenOut struct {
	Body struct {
		Screen
		Token string `json:"token" doc:"shown this once; the address is /screen#<token>"`
	}
}

// ScreenToken is exported for the HTTP framework, which reads only exported embedded structs.
type ScreenToken struct {
	Token string `header:"X-Screen-Token" maxLength:"100"`
}

type shownOut struct{ Body Shown }

func (s *Service) registerBoards(api huma.API) {
	boards := []string{"Wallboards"}
	web.Register(api, huma.Operation{OperationID: "list-boards", Method: http.MethodGet, Path: "/live/boards", Tags: boards, Summary: "Wallboards"},
		PermissionRead, func(ctx context.Context, _ *struct{}) (*boardsOut, error) {
			b, err := s.Boards(ctx)
			return &boardsOut{b}, err
		})
	web.Register(api, huma.Operation{OperationID: "get-board", Method: http.MethodGet, Path: "/live/boards/{id}", Tags: boards, Summary: "One wallboard"},
		PermissionRead, func(ctx context.Context, in *BoardPath) (*boardOut, error) { return oneBoard(s.Board(ctx, in.ID)) })
	web.Register(api, huma.Operation{OperationID: "add-board", Method: http.MethodPost, Path: "/live/boards", Tags: boards, Summary: "Make a wallboard", DefaultStatus: http.StatusCreated},
		PermissionManage, func(ctx context.Context, in *struct{ Body boardBody }) (*boardOut, error) {
			return oneBoard(s.SaveBoard(ctx, Board{Name: in.Body.Name, Theme: in.Body.Theme, Blocks: in.Body.Blocks}, 0))
		})
	web.Register(api, huma.Operation{OperationID: "change-board", Method: http.MethodPut, Path: "/live/boards/{id}", Tags: boards, Summary: "Replace a wallboard"},
		PermissionManage, func(ctx context.Context, in *struct {
			web.IfMatch
			BoardPath
			Body boardBody
		}) (*boardOut, error) {
			rev, err := revOf(in.IfMatch, in.Body.Rev)
			if err != nil {
				return nil, err
			}
			return oneBoard(s.SaveBoard(ctx, Board{ID: in.ID, Name: in.Body.Name, Theme: in.Body.Theme, Blocks: in.Body.Blocks}, rev))
		})
	web.Register(api, huma.Operation{OperationID: "remove-board", Method: http.MethodDelete, Path: "/live/boards/{id}", Tags: boards, Summary: "Delete a wallboard", DefaultStatus: http.StatusNoContent},
		PermissionManage, func(ctx context.Context, in *BoardPath) (*struct{}, error) { return nil, s.RemoveBoard(ctx, in.ID) })
	web.Register(api, huma.Operation{OperationID: "list-playlists", Method: http.MethodGet, Path: "/live/playlists", Tags: boards, Summary: "Playlists of wallboards"},
		PermissionRead, func(ctx context.Context, _ *struct{}) (*playlistsOut, error) {
			p, err := s.Playlists(ctx)
			return &playlistsOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "add-playlist", Method: http.MethodPost, Path: "/live/playlists", Tags: boards, Summary: "Make a playlist", DefaultStatus: http.StatusCreated},
		PermissionManage, func(ctx context.Context, in *struct{ Body playlistBody }) (*playlistOut, error) {
			return onePlaylist(s.SavePlaylist(ctx, Playlist{Name: in.Body.Name, Entries: in.Body.Entries}, 0))
		})
	web.Register(api, huma.Operation{OperationID: "change-playlist", Method: http.MethodPut, Path: "/live/playlists/{id}", Tags: boards, Summary: "Replace a playlist"},
		PermissionManage, func(ctx context.Context, in *struct {
			web.IfMatch
			BoardPath
			Body playlistBody
		}) (*playlistOut, error) {
			rev, err := revOf(in.IfMatch, in.Body.Rev)
			if err != nil {
				return nil, err
			}
			return onePlaylist(s.SavePlaylist(ctx, Playlist{ID: in.ID, Name: in.Body.Name, Entries: in.Body.Entries}, rev))
		})
	web.Register(api, huma.Operation{OperationID: "remove-playlist", Method: http.MethodDelete, Path: "/live/playlists/{id}", Tags: boards, Summary: "Delete a playlist", DefaultStatus: http.StatusNoContent},
		PermissionManage, func(ctx context.Context, in *BoardPath) (*struct{}, error) { return nil, s.RemovePlaylist(ctx, in.ID) })
	s.registerScreens(api)
}

func (s *Service) registerScreens(api huma.API) {
	screens := []string{"Screens"}
	web.Register(api, huma.Operation{OperationID: "list-screens", Method: http.MethodGet, Path: "/live/screens", Tags: screens, Summary: "Links for screens where nobody signs in"},
		PermissionManage, func(ctx context.Context, _ *struct{}) (*screensOut, error) {
			x, err := s.Screens(ctx)
			return &screensOut{x}, err
		})
	web.Register(api, huma.Operation{OperationID: "add-screen", Method: http.MethodPost, Path: "/live/screens", Tags: screens, Summary: "Make a link for a screen", DefaultStatus: http.StatusCreated},
		PermissionManage, func(ctx context.Context, in *struct {
			Body struct {
				Name       string `json:"name" maxLength:"200"`
				BoardID    string `json:"board_id,omitempty" maxLength:"60"`
				PlaylistID string `json:"playlist_id,omitempty" maxLength:"60"`
				Days       int    `json:"days"`
			}
		}) (*screenOut, error) {
			x, token, err := s.AddScreen(ctx, Screen{Name: in.Body.Name, BoardID: in.Body.BoardID, PlaylistID: in.Body.PlaylistID}, in.Body.Days)
			out := &screenOut{}
			out.Body.Screen, out.Body.Token = x, token
			return out, err
		})
	web.Register(api, huma.Operation{OperationID: "revoke-screen", Method: http.MethodDelete, Path: "/live/screens/{id}", Tags: screens, Summary: "Revoke a link", DefaultStatus: http.StatusNoContent},
		PermissionManage, func(ctx context.Context, in *BoardPath) (*struct{}, error) { return nil, s.RevokeScreen(ctx, in.ID) })
	web.Register(api, huma.Operation{OperationID: "show-screen", Method: http.MethodGet, Path: "/screen", Tags: screens, Summary: "What a screen shows, by its token"},
		web.Public, func(ctx context.Context, in *ScreenToken) (*shownOut, error) {
			x, err := s.Screen(ctx, in.Token)
			return &shownOut{x}, err
		})
	web.Register(api, huma.Operation{OperationID: "screen-stream", Method: http.MethodGet, Path: "/screen/stream", Tags: screens, Summary: "Follow the floor on a screen, by its token (server-sent events)",
		Description: "As /live/stream; the stream ends within seconds after the link was revoked.", Responses: streamResponses()},
		web.Public, func(ctx context.Context, in *ScreenToken) (*huma.StreamResponse, error) {
			sub, held, err := s.FollowScreen(ctx, in.Token)
			if err != nil {
				return nil, err
			}
			return s.stream(sub, held), nil
		})
}
