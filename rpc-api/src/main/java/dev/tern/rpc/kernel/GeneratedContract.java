package dev.tern.rpc.kernel;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On generated types: which shape of this package they were generated against. Checked by {@link GeneratedTypes} before such a type is used. */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface GeneratedContract {

    /** The level that this release of rpc-api offers; raised with every change that generated code would notice. */
    int CURRENT_LEVEL = 3;

    /** The level the type was generated against. */
    int apiLevel();
}
