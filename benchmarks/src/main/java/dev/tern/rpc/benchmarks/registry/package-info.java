/**
 * What a registry costs at scale: thousands of instances and a hundred consumers in several processes against one ZooKeeper, with Tern's layout
 * and with an interface-level one. {@link dev.tern.rpc.benchmarks.registry.RegistryScale} drives it, {@code benchmarks/registry.sh} builds and
 * runs it.
 */
package dev.tern.rpc.benchmarks.registry;
