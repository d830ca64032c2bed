package dev.tern.rpc.processor;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.CodeBlock;
import dev.tern.rpc.io.BasicCodec;
import dev.tern.rpc.io.HashGuard;

/** The code that refuses keys that were made to collide. */
final class HashedKeys {

    private HashedKeys() {}

    /** Whether a hash table may take long for keys of a type. */
    static boolean needGuard(CodecNames names, SentType key) {
        if (key instanceof SentType.Library library) {
            return library.java() instanceof ArrayTypeName
                    || BasicCodec.canCollide(library.contract().toString());
        }
        return key instanceof SentType.Custom || (key instanceof SentType.Coded coded && !names.isEnum(coded));
    }

    static CodeBlock guard() {
        return CodeBlock.builder()
                .addStatement("$T guard = in.hashGuard(count)", HashGuard.class)
                .build();
    }

    static CodeBlock check(String key) {
        return CodeBlock.builder().addStatement("guard.check($N)", key).build();
    }
}
