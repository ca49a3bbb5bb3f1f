// Command lingting is the one binary of the product.
package main

import (
	"os"
	_ "time/tzdata" // time zones, wherever the binary runs

	"github.com/lingting/lingting/internal/cli"
)

// version is set by the build.
var version = "dev"

func main() { os.Exit(cli.Main(version)) }
