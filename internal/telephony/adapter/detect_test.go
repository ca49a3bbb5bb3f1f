package adapter

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/lingting/lingting/internal/kit/testdata"
)

func detectShared(t *testing.T, path string) (Detected, []byte) {
	t.Helper()
	raw := must(os.ReadFile(testdata.Shared(t, path)))
	f := must(OpenFile(testdata.Shared(t, path)))
	defer f.Close()
	text := must(io.ReadAll(f))
	packed, plain := Detect(raw[:min(len(raw), DetectLen)]), Detect(text[:min(len(text), DetectLen)])
	if packed.Kind != plain.Kind || len(packed.Columns) != len(plain.Columns) {
		t.Errorf("%s: packed %+v, plain %+v", path, packed, plain)
	}
	return plain, text
}

func TestDetectReal(t *testing.T) {
	tests := []struct {
		path, kind, delimiter string
		columns               int
		usable                bool // the proposed mapping reads the file without a bad row
	}{
		{bank + "rendered/queue_log.gz", KindQueueLog, "", 10, false},
		{"data/telephony/asterisk/guide_ch_acd.queue_log", KindQueueLog, "", 10, false},
		{bank + "rendered/contact_records.jsonl.gz", KindConnectRecords, "", 8, false},
		{bank + "calls_1999_02_01-14.tsv.gz", KindCalls, "\t", 17, false},
		{"data/calls/simulated_2021/simulated_2021_h1.csv.gz", KindCalls, ",", 9, true},
		{"data/calls/us_bank_2003/bank_calls.csv.gz", KindIntervals, ",", 3, true},
		{"data/calls/nhs111_2015/provider_month_2015-04_2015-12.csv.gz", KindIntervals, ",", 56, true},
		{"data/calls/daily_kpi_2020/daily_2020_2022.csv", KindIntervals, ",", 9, true},
	}
	for _, tt := range tests {
		d, text := detectShared(t, tt.path)
		if d.Kind != tt.kind || d.Delimiter != tt.delimiter || len(d.Columns) != tt.columns || len(d.Sample) == 0 || d.Encoding != "utf-8" {
			t.Errorf("%s: %s %q %d columns %v, sample of %d, %s", tt.path, d.Kind, d.Delimiter, len(d.Columns), d.Columns, len(d.Sample), d.Encoding)
		}
		if (d.Mapping != nil) != (tt.kind == KindCalls || tt.kind == KindIntervals) || len(d.Missing) != 0 {
			t.Errorf("%s: mapping %+v lacks %v", tt.path, d.Mapping, d.Missing)
		}
		if !tt.usable || d.Mapping == nil {
			continue
		}
		for _, it := range read(t, d.Kind, string(text), Options{Mapping: d.Mapping}) {
			if it.Bad != nil {
				t.Errorf("%s: %+v with %+v", tt.path, it.Bad, d.Mapping)
				break
			}
		}
	}
	d, _ := detectShared(t, bank+"calls_1999_02_01-14.tsv.gz")
	if e := d.Mapping.Fields["entered"]; e.Column != "q_start" || e.Date != "date" || e.DateFormat != "yyMMdd" || !e.ZeroMeansMissing {
		t.Errorf("entered %+v", e)
	}
	if o := d.Mapping.Fields["outcome"]; o.Map["AGENT"] != "answered" || o.Map["HANG"] != "abandoned" {
		t.Errorf("outcome %+v", o)
	}
}

func TestDetectForms(t *testing.T) {
	chinese := "流水号;技能组;坐席;来电号码;状态;呼入时间;等待时长;通话时长\n1;投诉;张三;138;接通;2026-03-01 10:00:00;5;60\n2;投诉;;139;放弃;2026-03-01 10:01:00;9;0\n"
	for name, text := range map[string]string{"utf-8": chinese, "gb18030": string(must(gbEncoder().Bytes([]byte(chinese)))), "utf-16": utf16(chinese), "marked": "\ufeff" + chinese} {
		d := Detect([]byte(text))
		if d.Kind != KindCalls || d.Delimiter != ";" || !d.Header || len(d.Columns) != 8 || d.Columns[0] != "流水号" || len(d.Missing) > 0 || len(d.Sample) != 2 {
			t.Errorf("%s: %+v", name, d)
			continue
		}
		if name != "marked" && d.Encoding != name {
			t.Errorf("%s: encoding %s", name, d.Encoding)
		}
		items := read(t, KindCalls, text, Options{Mapping: d.Mapping})
		if got := tellItem(items[1]) + ", " + tellItem(items[2]); got != "enqueued connected wait=5000 ended wait=5000 talk=60000, enqueued abandoned wait=9000" {
			t.Errorf("%s: %s", name, got)
		}
	}
	if d := Detect([]byte("1,2,3\n4,5,6\n")); d.Header || d.Columns[2] != "#3" || len(d.Sample) != 2 || len(d.Missing) == 0 {
		t.Errorf("no header: %+v", d)
	}
	if d := Detect([]byte(wholeRecord)); d.Kind != KindConnectRecords || len(d.Sample) != 1 || d.Sample[0][4] != "退款" || d.Zone != "UTC" {
		t.Errorf("record: %+v", d)
	}
	if d := Detect([]byte("1,2010-12-13 22:57:26.000000,c1,q,NONE,ENTERQUEUE,,5,1\n")); d.Kind != KindQueueLog || d.Zone != "" {
		t.Errorf("table export: %+v", d)
	}
	if d := Detect(nil); d.Kind != "" || d.Columns == nil || d.Sample == nil {
		t.Errorf("nothing: %+v", d)
	}
}

// One cell that nobody can read does not spoil the guess of its column; its
// row goes to quarantine.
func TestDetectByMajority(t *testing.T) {
	text := "call_id,queue,call_start,agent,wait,talk\n1,a,13/03/2026 10:00,x,5,60\n2,a,soon,x,6,50\n3,a,14/03/2026 10:05,x,seven,50\n4,a,15/03/2026 10:09,x,8,40\n"
	d := Detect([]byte(text))
	if d.Kind != KindCalls || len(d.Missing) != 0 || d.Mapping.Fields["entered"].Format != "d/M/yyyy H:mm" {
		t.Fatalf("%+v lacks %v", d.Mapping, d.Missing)
	}
	good, bad := 0, 0
	for _, it := range read(t, d.Kind, text, Options{Mapping: d.Mapping}) {
		switch {
		case it.Bad != nil:
			bad++
		case len(it.Events) > 0:
			good++
		}
	}
	if good != 2 || bad != 2 {
		t.Errorf("%d good and %d bad rows, want 2 and 2", good, bad)
	}
}

func FuzzDetect(f *testing.F) {
	f.Add([]byte(smallHeader + "1,s,li,138,OK,2026-03-01 10:00:00,5,0:01:00,3,20,C,\n"))
	f.Add([]byte(wholeRecord))
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	must(w.Write([]byte(strings.Repeat(logRow(1)+"\n", 5))))
	_ = w.Close()
	f.Add(z.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		d := Detect(b)
		if d.Columns == nil || d.Sample == nil {
			t.Fatalf("%+v", d)
		}
		if d.Mapping != nil {
			if len(d.Missing) == 0 && d.Mapping.Validate() != nil {
				t.Fatal("nothing is missing, and yet it is wrong")
			}
			drain(t, d.Kind, b, Options{Mapping: d.Mapping})
		}
	})
}
