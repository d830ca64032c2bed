package dev.tern.rpc.codec.types;

import java.util.List;

/** Not a contract by itself. */
interface Echo<T> {

    T echo(T value);

    List<T> echoAll(List<T> values);
}
