package dev.tern.rpc.codec.types;

/** A generic super-class; its properties are sent, too. */
public abstract class Parent<T> {

    private T content;
    protected int level;

    public T getContent() {
        return content;
    }

    public void setContent(T content) {
        this.content = content;
    }
}
