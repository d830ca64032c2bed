package dev.tern.rpc.codec.types;

/** By fields, and a static nested one. */
public class Open {

    public int number;
    public Inner inner;

    public static class Inner {
        protected String text;
        Open around;
    }
}
