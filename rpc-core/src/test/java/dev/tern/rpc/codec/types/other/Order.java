package dev.tern.rpc.codec.types.other;

public record Order(String name) {}
