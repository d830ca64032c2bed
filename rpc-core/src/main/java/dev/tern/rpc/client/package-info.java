/** The consumer: {@link dev.tern.rpc.client.RpcClient} and the chain of a reference. */
@NullMarked
package dev.tern.rpc.client;

import org.jspecify.annotations.NullMarked;
