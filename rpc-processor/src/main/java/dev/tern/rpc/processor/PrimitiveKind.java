package dev.tern.rpc.processor;

import com.palantir.javapoet.TypeName;
import java.util.Locale;

/** The primitive types and how they are written. */
enum PrimitiveKind {
    BOOLEAN(1),
    BYTE(1),
    SHORT(2),
    CHAR(2),
    INT(0),
    LONG(0),
    FLOAT(4),
    DOUBLE(8);

    private final int fixedBytes;

    PrimitiveKind(int fixedBytes) {
        this.fixedBytes = fixedBytes;
    }

    /** The keyword. */
    TypeName java() {
        return switch (this) {
            case BOOLEAN -> TypeName.BOOLEAN;
            case BYTE -> TypeName.BYTE;
            case SHORT -> TypeName.SHORT;
            case CHAR -> TypeName.CHAR;
            case INT -> TypeName.INT;
            case LONG -> TypeName.LONG;
            case FLOAT -> TypeName.FLOAT;
            case DOUBLE -> TypeName.DOUBLE;
        };
    }

    /** How many bytes a value always takes; 0 if that varies. */
    int fixedBytes() {
        return fixedBytes;
    }

    /** The end of the names of the put and get methods. */
    String accessor() {
        return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
    }
}
