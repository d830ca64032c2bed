package dev.tern.rpc.codec;

import dev.tern.rpc.io.ExactType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.ClassFileVersion;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.dynamic.scaffold.subclass.ConstructorStrategy;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.bytecode.ByteCodeAppender;
import org.jspecify.annotations.Nullable;

/**
 * Makes the classes that touch the user's types: they stand in the package of the service's interface, so that they can do what code there can,
 * and no more. They are hidden where the JDK lets us; else their names are unique. They use nothing but the JDK and the user's types, because the
 * interface's class loader need not know rpc-core.
 */
final class Accessors {

    private final Class<?> service;
    private final MethodHandles.Lookup lookup;
    private final ByteBuddy byteBuddy = new ByteBuddy(ClassFileVersion.JAVA_V17).with(TypeValidation.DISABLED);

    /**
     * For an interface.
     *
     * @throws IllegalArgumentException if its module does not open the package to this one
     */
    Accessors(Class<?> service) {
        this.service = service;
        try {
            this.lookup = MethodHandles.privateLookupIn(service, MethodHandles.lookup());
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException(
                    service.getName()
                            + " was compiled without Tern's annotation processor, and nothing can be made in its"
                            + " package at run time: " + e.getMessage() + " (expected: 'opens "
                            + service.getPackageName()
                            + ";' in its module-info.java, or compile it with the processor)",
                    e);
        }
    }

    /** A class of the JDK. */
    Class<?> jdkClass(String name) {
        try {
            return Class.forName(name, false, null);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(name + " is not of the JDK", e);
        }
    }

    // ---------------------------------------------------------------- structs

    /** The accessor of a struct. */
    Target.Struct struct(ObjectStruct struct) {
        DynamicType.Builder<?> type = begin(struct.type().getSimpleName() + "Accessor")
                .implement(Function.class, BiConsumer.class)
                .defineMethod("apply", Object.class, Visibility.PUBLIC)
                .withParameters(Object.class)
                .intercept(code(body -> make(struct, body)))
                .defineMethod("accept", void.class, Visibility.PUBLIC)
                .withParameters(Object.class, Object.class)
                .intercept(code(body -> take(struct, body)));
        return new StructAccess(struct, construct(define(type)));
    }

    private static void make(ObjectStruct struct, Bytecode body) {
        Constructor<?> constructor = struct.construction().constructor();
        body.create(struct.type());
        Class<?>[] parameters = constructor.getParameterTypes();
        for (int i = 0; i < parameters.length; i++) {
            body.loadElement(1, struct.construction().arguments().get(i), parameters[i]);
        }
        body.construct(constructor);
        List<Member> setters = struct.construction().setters();
        for (int slot = 0; setters != null && slot < setters.size(); slot++) {
            body.duplicate();
            if (setters.get(slot) instanceof Method setter) {
                body.loadElement(1, slot, setter.getParameterTypes()[0]);
                body.call(struct.type(), setter);
                body.drop(setter.getReturnType());
            } else {
                Field field = (Field) setters.get(slot);
                body.loadElement(1, slot, field.getType());
                body.setField(struct.type(), field);
            }
        }
        body.returnReference();
    }

    private static void take(ObjectStruct struct, Bytecode body) {
        List<ObjectStruct.Property> properties = struct.properties();
        for (int slot = 0; slot < properties.size(); slot++) {
            body.beginElement(2, slot);
            body.load(1, struct.type());
            if (properties.get(slot).read() instanceof Method getter) {
                body.call(struct.type(), getter);
                body.box(getter.getReturnType());
            } else {
                Field field = (Field) properties.get(slot).read();
                body.getField(struct.type(), field);
                body.box(field.getType());
            }
            body.endElement();
        }
        body.returnNothing();
    }

    /** A generated accessor behind the interface of the interpreter. */
    private static final class StructAccess implements Target.Struct {

        private final Class<?> type;
        private final boolean isOpen;
        private final Function<@Nullable Object[], Object> maker;
        private final BiConsumer<Object, @Nullable Object[]> taker;

        @SuppressWarnings("unchecked") // it was made so
        StructAccess(ObjectStruct struct, Object accessor) {
            this.type = struct.type();
            this.isOpen = struct.isOpen();
            maker = (Function<@Nullable Object[], Object>) accessor;
            taker = (BiConsumer<Object, @Nullable Object[]>) accessor;
        }

        @Override
        public Object make(@Nullable Object[] values) {
            return maker.apply(values);
        }

        @Override
        public void take(Object value, @Nullable Object[] values) {
            if (isOpen) {
                ExactType.check(value, type);
            }
            taker.accept(value, values);
        }
    }

    /** Makes instances of a class by its constructor without parameters. */
    @SuppressWarnings("unchecked") // it is made so
    Supplier<Object> maker(Class<?> made) {
        Constructor<?> constructor;
        try {
            constructor = made.getDeclaredConstructor();
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(made.getName() + " has lost its constructor", e);
        }
        DynamicType.Builder<?> type = begin(made.getSimpleName() + "Maker")
                .implement(Supplier.class)
                .defineMethod("get", Object.class, Visibility.PUBLIC)
                .intercept(code(body -> {
                    body.create(made);
                    body.construct(constructor);
                    body.returnReference();
                }));
        return (Supplier<Object>) construct(define(type));
    }

    // ---------------------------------------------------------------- methods

    /** Calls a method of an implementation: the implementation and the arguments to the result, null for none. */
    @SuppressWarnings("unchecked") // it is made so
    BiFunction<Object, @Nullable Object[], @Nullable Object> handler(Method method) {
        DynamicType.Builder<?> type = begin(method.getName() + "Handler")
                .implement(BiFunction.class)
                .defineMethod("apply", Object.class, Visibility.PUBLIC)
                .withParameters(Object.class, Object.class)
                .intercept(code(body -> {
                    body.load(1, service);
                    Class<?>[] parameters = method.getParameterTypes();
                    for (int i = 0; i < parameters.length; i++) {
                        body.loadElement(2, i, parameters[i]);
                    }
                    body.call(service, method);
                    body.box(method.getReturnType());
                    body.returnReference();
                }));
        return (BiFunction<Object, @Nullable Object[], @Nullable Object>) construct(define(type));
    }

    /** Makes stubs: each method calls the function at its contract method's number with its arguments. */
    Function<Function<@Nullable Object[], @Nullable Object>[], Object> stubs(List<MethodModel> methods) {
        DynamicType.Builder<?> type = byteBuddy
                .subclass(Object.class, ConstructorStrategy.Default.NO_CONSTRUCTORS)
                .name(unique("Stub"))
                .implement(service)
                .defineField("calls", Function[].class, Visibility.PRIVATE)
                .defineConstructor(Visibility.PUBLIC)
                .withParameters(Function[].class)
                .intercept(code(body -> body.constructor("calls", Function[].class)));
        for (int number = 0; number < methods.size(); number++) {
            int place = number;
            for (Method method : methods.get(number).implemented()) {
                type = type.defineMethod(method.getName(), method.getReturnType(), Visibility.PUBLIC)
                        .withParameters(method.getParameterTypes())
                        .throwing(method.getExceptionTypes())
                        .intercept(code(body -> body.callFunction("calls", place, method)));
            }
        }
        MethodHandle constructor = define(type);
        return calls -> construct(constructor, new Object[] {calls});
    }

    // ---------------------------------------------------------------- classes

    private DynamicType.Builder<?> begin(String name) {
        return byteBuddy
                .subclass(Object.class, ConstructorStrategy.Default.DEFAULT_CONSTRUCTOR)
                .name(unique(name));
    }

    /** A name in the interface's package that no other class has, not even one of another rpc-core in this JVM. */
    private String unique(String name) {
        return service.getName() + "$Tern" + name + "$"
                + Long.toHexString(ThreadLocalRandom.current().nextLong());
    }

    /** Code without branches. */
    private Implementation code(Consumer<Bytecode> body) {
        return new Implementation.Simple((ByteCodeAppender) (visitor, context, method) -> {
            Bytecode code =
                    new Bytecode(visitor, context.getInstrumentedType().getInternalName(), method.getStackSize());
            body.accept(code);
            return code.size();
        });
    }

    /** The only constructor of a new class. */
    private MethodHandle define(DynamicType.Builder<?> type) {
        try {
            byte[] code = type.make().getBytes();
            MethodHandles.Lookup made = lookup.hasFullPrivilegeAccess()
                    ? lookup.defineHiddenClass(code, true)
                    : lookup.in(lookup.defineClass(code)); // the interface is of another class loader
            return made.unreflectConstructor(made.lookupClass().getConstructors()[0]);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("nothing can be made in " + service.getPackageName(), e);
        }
    }

    private static Object construct(MethodHandle constructor, Object... arguments) {
        try {
            return constructor.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException("a generated constructor failed", e);
        }
    }
}
