package dev.tern.rpc.benchmarks;

import java.util.List;

/** A page of a longer list. */
public record Page<T>(int pageNo, int total, List<T> result) {}
