package dev.tern.rpc.registry;

/**
 * A service that an instance provides.
 *
 * @param name of the contract
 * @param group exact match partition; may be empty
 * @param version exact match partition; may be empty
 * @param hash the contract hash
 */
public record ProvidedService(String name, String group, String version, long hash) {}
