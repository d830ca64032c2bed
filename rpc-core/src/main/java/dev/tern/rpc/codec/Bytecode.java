package dev.tern.rpc.codec;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import net.bytebuddy.implementation.bytecode.ByteCodeAppender;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/** The instructions of one generated method, which has no branches. Values of arrays are boxed. */
final class Bytecode {

    private static final int MARGIN = 16; // what the operations here put on the stack at most, arguments of calls aside

    private final MethodVisitor code;
    private final String self;
    private final int locals;
    private int largest;

    /**
     * The code of a method.
     *
     * @param self the internal name of the class around
     * @param locals how many places its parameters take
     */
    Bytecode(MethodVisitor code, String self, int locals) {
        this.code = code;
        this.self = self;
        this.locals = locals;
    }

    ByteCodeAppender.Size size() {
        return new ByteCodeAppender.Size(largest + MARGIN, locals);
    }

    private void atLeast(int stack) {
        largest = Math.max(largest, stack);
    }

    // ---------------------------------------------------------------- objects

    /** Puts a new object of a class on the stack twice; it is still to be constructed. */
    void create(Class<?> type) {
        code.visitTypeInsn(Opcodes.NEW, Type.getInternalName(type));
        code.visitInsn(Opcodes.DUP);
    }

    /** Runs a constructor. */
    void construct(Constructor<?> constructor) {
        atLeast(2 * constructor.getParameterCount());
        code.visitMethodInsn(
                Opcodes.INVOKESPECIAL,
                Type.getInternalName(constructor.getDeclaringClass()),
                "<init>",
                Type.getConstructorDescriptor(constructor),
                false);
    }

    /** Calls a method of the object on the stack, which is a {@code receiver}. */
    void call(Class<?> receiver, Method method) {
        atLeast(2 * method.getParameterCount());
        code.visitMethodInsn(
                receiver.isInterface() ? Opcodes.INVOKEINTERFACE : Opcodes.INVOKEVIRTUAL,
                Type.getInternalName(receiver),
                method.getName(),
                Type.getMethodDescriptor(method),
                receiver.isInterface());
    }

    /** Reads a field of the object on the stack. */
    void getField(Class<?> receiver, Field field) {
        code.visitFieldInsn(
                Opcodes.GETFIELD, Type.getInternalName(receiver), field.getName(), Type.getDescriptor(field.getType()));
    }

    /** Sets a field of the object below the value on the stack. */
    void setField(Class<?> receiver, Field field) {
        code.visitFieldInsn(
                Opcodes.PUTFIELD, Type.getInternalName(receiver), field.getName(), Type.getDescriptor(field.getType()));
    }

    /** Duplicates the reference on the stack. */
    void duplicate() {
        code.visitInsn(Opcodes.DUP);
    }

    /** Takes a method's result from the stack. */
    void drop(Class<?> type) {
        int size = Type.getType(type).getSize();
        if (size > 0) {
            code.visitInsn(size == 1 ? Opcodes.POP : Opcodes.POP2);
        }
    }

    // ---------------------------------------------------------------- variables and arrays

    /** Puts a variable on the stack, as that type. */
    void load(int variable, Class<?> type) {
        code.visitVarInsn(Opcodes.ALOAD, variable);
        cast(type);
    }

    /** Puts an element of the {@code Object[]} in a variable on the stack, as that type. */
    void loadElement(int variable, int index, Class<?> type) {
        load(variable, Object[].class);
        number(index);
        code.visitInsn(Opcodes.AALOAD);
        unbox(type);
    }

    /** Begins to set an element of the {@code Object[]} in a variable; its value comes next. */
    void beginElement(int variable, int index) {
        load(variable, Object[].class);
        number(index);
    }

    /** Sets the element. */
    void endElement() {
        code.visitInsn(Opcodes.AASTORE);
    }

    private void number(int value) {
        if (value <= Byte.MAX_VALUE) {
            code.visitIntInsn(Opcodes.BIPUSH, value);
        } else {
            code.visitIntInsn(Opcodes.SIPUSH, value);
        }
    }

    private void cast(Class<?> type) {
        if (type != Object.class) {
            code.visitTypeInsn(Opcodes.CHECKCAST, Type.getInternalName(type));
        }
    }

    // ---------------------------------------------------------------- primitives

    /** Boxes the value on the stack if it is primitive; puts null for {@code void}. */
    void box(Class<?> type) {
        if (type == void.class) {
            code.visitInsn(Opcodes.ACONST_NULL);
        } else if (type.isPrimitive()) {
            Class<?> box = boxOf(type);
            code.visitMethodInsn(
                    Opcodes.INVOKESTATIC,
                    Type.getInternalName(box),
                    "valueOf",
                    Type.getMethodDescriptor(Type.getType(box), Type.getType(type)),
                    false);
        }
    }

    private void unbox(Class<?> type) {
        if (!type.isPrimitive()) {
            cast(type);
            return;
        }
        cast(boxOf(type));
        code.visitMethodInsn(
                Opcodes.INVOKEVIRTUAL,
                Type.getInternalName(boxOf(type)),
                type.getName() + "Value",
                Type.getMethodDescriptor(Type.getType(type)),
                false);
    }

    private static Class<?> boxOf(Class<?> primitive) {
        return java.lang.invoke.MethodType.methodType(primitive).wrap().returnType();
    }

    // ---------------------------------------------------------------- stubs

    /** The body of a constructor that keeps its parameter in a field. */
    void constructor(String field, Class<?> type) {
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitVarInsn(Opcodes.ALOAD, 1);
        code.visitFieldInsn(Opcodes.PUTFIELD, self, field, Type.getDescriptor(type));
        code.visitInsn(Opcodes.RETURN);
    }

    /** The body of a method that calls a function in an array, itself in a field, with all its arguments and returns what that returns. */
    void callFunction(String field, int index, Method method) {
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitFieldInsn(Opcodes.GETFIELD, self, field, "[Ljava/util/function/Function;");
        number(index);
        code.visitInsn(Opcodes.AALOAD);
        number(method.getParameterCount());
        code.visitTypeInsn(Opcodes.ANEWARRAY, "java/lang/Object");
        int variable = 1;
        for (int i = 0; i < method.getParameterCount(); i++) {
            Class<?> parameter = method.getParameterTypes()[i];
            code.visitInsn(Opcodes.DUP);
            number(i);
            code.visitVarInsn(Type.getType(parameter).getOpcode(Opcodes.ILOAD), variable);
            box(parameter);
            code.visitInsn(Opcodes.AASTORE);
            variable += Type.getType(parameter).getSize();
        }
        code.visitMethodInsn(
                Opcodes.INVOKEINTERFACE,
                "java/util/function/Function",
                "apply",
                "(Ljava/lang/Object;)Ljava/lang/Object;",
                true);
        returnAs(method.getReturnType());
    }

    private void returnAs(Class<?> type) {
        if (type == void.class) {
            code.visitInsn(Opcodes.RETURN);
            return;
        }
        unbox(type);
        code.visitInsn(Type.getType(type).getOpcode(Opcodes.IRETURN));
    }

    /** Returns the reference on the stack. */
    void returnReference() {
        code.visitInsn(Opcodes.ARETURN);
    }

    /** Returns without a value. */
    void returnNothing() {
        code.visitInsn(Opcodes.RETURN);
    }
}
