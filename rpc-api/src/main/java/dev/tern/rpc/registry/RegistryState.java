package dev.tern.rpc.registry;

/**
 * How a registry stands, for error texts and meters.
 *
 * @param reached whether it can be reached now; while it cannot, what is known of it may be old
 * @param text in a few words: {@code "connected"}, {@code "connection lost 12 s ago"}
 * @param entriesIgnored how many entries were left out since it was opened because they are no instances or may not be read; one that is changed and still none counts again
 * @param repairs how often a registration was found to be otherwise than desired and was made good, since it was opened
 */
public record RegistryState(boolean reached, String text, long entriesIgnored, long repairs) {

    /** One that is always there and holds nothing it does not understand. */
    public static final RegistryState REACHED = new RegistryState(true, "reached", 0, 0);
}
