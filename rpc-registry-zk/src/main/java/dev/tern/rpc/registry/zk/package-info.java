/**
 * The registry on ZooKeeper: {@code zk://host:port/path}.
 *
 * <p>{@code ZkRegistry} is the way in and lists the threads; {@code Layout} is the picture of the nodes; {@code NodeKeeper} is the story of a
 * provider's node and {@code Folder} that of what consumers see.
 */
@NullMarked
package dev.tern.rpc.registry.zk;

import org.jspecify.annotations.NullMarked;
