// Command lingting is the one binary of the product.
package main

func main() {}
