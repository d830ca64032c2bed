/** What encoding and decoding cost, beside Kryo, Protobuf and Fory. */
package dev.tern.rpc.benchmarks.codec;
