package formula

// Function describes one function of the language.
type Function struct {
	Name      string `json:"name"`
	Signature string `json:"signature"`
	DocZH     string `json:"doc_zh"`
	DocEN     string `json:"doc_en"`
	MinArgs   int    `json:"-"`
	MaxArgs   int    `json:"-"` // 0: no limit
}

var functions = []Function{
	{"if", "if(condition, a, b)", "条件成立取 a，否则取 b；省略 b 时不成立即为空。条件为空则结果为空，未取的一支不参与计算。",
		"a when the condition holds, else b; without b it is empty when the condition does not hold. An empty condition gives empty; the other branch is not looked at.", 2, 3},
	{"min", "min(a, b, …)", "最小的一个；任一为空则为空。", "The least; empty when any is empty.", 1, 0},
	{"max", "max(a, b, …)", "最大的一个；任一为空则为空。", "The greatest; empty when any is empty.", 1, 0},
	{"abs", "abs(x)", "绝对值。", "The absolute value.", 1, 1},
	{"round", "round(x, n)", "四舍五入到 n 位小数（n 省略为 0，可为负）；恰好一半时远离零。", "Rounded to n decimals (0 when left out, may be negative); halves away from zero.", 1, 2},
	{"coalesce", "coalesce(x, y, …)", "第一个不为空的值，用于给“无法计算”一个替代值。", "The first value that is not empty; gives a stand-in for what cannot be computed.", 1, 0},
}

// Functions lists the functions of the language with their documentation.
func Functions() []Function { return append([]Function(nil), functions...) }

func functionByName(name string) (Function, bool) {
	for _, f := range functions {
		if f.Name == name {
			return f, true
		}
	}
	return Function{}, false
}
