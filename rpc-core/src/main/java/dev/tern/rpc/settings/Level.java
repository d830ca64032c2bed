package dev.tern.rpc.settings;

/** For how much a value is meant, the widest first. What is meant for less wins, wherever it comes from. */
enum Level {
    /** Everything that the program calls. */
    GLOBAL,
    /** Everything that programs with this name of their own call. */
    APPLICATION,
    /** All methods of a service. */
    SERVICE,
    /** One method. */
    METHOD
}
