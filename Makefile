# make test is all that has to pass; go run ./check -h lists its groups.
FUZZTIME ?= 20s
BENCH ?= ./...

help:                 ## this list
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 14
test:                 ## format, vet, staticcheck, tests on SQLite and PostgreSQL, reading score, browser
	@go run ./check
build:                ## bin/sauro
	CGO_ENABLED=0 go build -trimpath -o bin/sauro ./cmd/sauro
demo:                 ## the ready commune office on http://127.0.0.1:8080
	go run ./cmd/sauro demo
score:                ## how well the documents of ../shared are read
	@go run ./check score
pictures:             ## a picture of every screen, into test-output/pictures
	@go run ./check browser
postgres:             ## a PostgreSQL for go test in another shell, until Ctrl-C
	@go run ./check -postgres
bench:                ## benchmarks of the packages in BENCH
	go test -run '^$$' -bench . -benchmem $(BENCH)
fuzz:                 ## every fuzz target for FUZZTIME
	@FUZZTIME=$(FUZZTIME) go run ./check fuzz
clean:                ## what the targets above have made
	rm -rf bin test-output node_modules

.PHONY: help test build demo score pictures postgres bench fuzz clean
