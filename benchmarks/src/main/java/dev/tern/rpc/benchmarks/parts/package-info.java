/** What each part of a call costs by itself, without a network. */
package dev.tern.rpc.benchmarks.parts;
