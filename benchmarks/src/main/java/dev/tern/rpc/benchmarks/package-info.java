/** What a call costs, measured by JMH: throughput, and above all the bytes that are allocated per call. */
package dev.tern.rpc.benchmarks;
