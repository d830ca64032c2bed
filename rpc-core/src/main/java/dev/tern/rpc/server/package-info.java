/** The provider: {@link dev.tern.rpc.server.RpcServer}, admission, execution and drain. */
@NullMarked
package dev.tern.rpc.server;

import org.jspecify.annotations.NullMarked;
