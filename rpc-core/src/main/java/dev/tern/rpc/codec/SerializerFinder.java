package dev.tern.rpc.codec;

import com.esotericsoftware.kryo.kryo5.Serializer;
import dev.tern.rpc.contract.ContractType;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/** Checks the serializers that {@code @RpcSerializer} names. */
final class SerializerFinder {

    private final Visibility visibility;

    SerializerFinder(Visibility visibility) {
        this.visibility = visibility;
    }

    /** How a type is sent by a serializer. */
    ContractType.Custom find(JavaType type, Class<?> serializer, Site site) {
        String why = objection(serializer, type);
        if (why != null) {
            throw site.problem(
                    "RPC130",
                    "@RpcSerializer names " + serializer.getSimpleName() + ", which cannot serialize " + type + ": "
                            + why,
                    "Name a class that extends com.esotericsoftware.kryo.kryo5.Serializer of that type and has a"
                            + " constructor without parameters, both open to " + visibility.packageName() + ".");
        }
        return new ContractType.Custom(JavaType.qualified(type.raw()), JavaType.qualified(serializer));
    }

    private @Nullable String objection(Class<?> serializer, JavaType type) {
        if (type.raw().isPrimitive() || type.raw().isArray()) {
            return "only classes and interfaces can have one";
        }
        if (Modifier.isAbstract(serializer.getModifiers())) {
            return "it is abstract";
        }
        if (serializer.getEnclosingClass() != null && !Modifier.isStatic(serializer.getModifiers())) {
            return "it is an inner class";
        }
        if (serializer.getTypeParameters().length > 0) {
            return "it has type parameters";
        }
        boolean hasConstructor = visibility.constructors(serializer).stream()
                .anyMatch(constructor -> constructor.getParameterCount() == 0);
        if (!visibility.canSee(serializer) || !hasConstructor) {
            return visibility.packageName() + " cannot call a constructor of it without parameters";
        }
        JavaType serialized =
                JavaType.of(serializer).variables().get(Serializer.class.getTypeParameters()[0]);
        return serialized == null || type.fits(serialized) ? null : "it is one for " + serialized;
    }
}
