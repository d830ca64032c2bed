package dev.tern.rpc.codec.types;

import java.beans.ConstructorProperties;

/** By a constructor whose names an annotation tells. */
public final class Named {

    public final int x;
    public final int y;

    @ConstructorProperties({"y", "x"})
    public Named(int first, int second) {
        this.y = first;
        this.x = second;
    }
}
