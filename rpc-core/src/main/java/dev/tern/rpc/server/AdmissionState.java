package dev.tern.rpc.server;

/**
 * What a provider's admission looks like at one moment.
 *
 * @param limit how many calls may be under way now, from their arrival to their answer
 * @param inFlight how many are
 * @param queued how many of them wait for a thread
 * @param refused how many were refused since the start: by that limit, a consumer's share of it, a {@link dev.tern.rpc.Bulkhead} or
 *     {@link dev.tern.rpc.RateLimit} of the provider, its executor, or because nobody waited any more when their turn came
 */
public record AdmissionState(int limit, int inFlight, int queued, long refused) {}
