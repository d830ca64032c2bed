package dev.tern.rpc.kernel;

/** Marks a thread that must never wait, such as an event loop: synchronous calls made on it are refused. */
public interface NonBlockingThread {}
