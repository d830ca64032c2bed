package dev.tern.rpc.processor;

import javax.tools.Diagnostic.Kind;

/**
 * Everything the processor can object to: what and where, why not, and below that what to do instead. Ids are stable: people search for them.
 * The compiler indents all but the first line by two more spaces.
 */
enum Diagnostic {
    NOT_AN_INTERFACE(
            101,
            "@RpcService stands on %s, which is not an interface",
            "A contract is an interface: put @RpcService on the interface that clients call."),
    GENERIC_INTERFACE(
            102,
            "%s has type parameters, so what it sends is not known",
            "Declare an interface without them: @RpcService interface %s extends %s<...> {}"),
    INACCESSIBLE_INTERFACE(
            103,
            "%s cannot be implemented by generated code: %s",
            "Generated code stands in the same package, in files of its own: the interface must be open to it."),
    UNSENDABLE_TYPE(104, "%s has type %s cannot be sent", "%s"),
    RAW_TYPE(105, "%s has type %s lacks its type arguments, so what it holds is not known", "Name them: %s<...>"),
    WILDCARD(
            106,
            "%s has type %s leaves open what arrives",
            "Name the type. In List, Set, Map, Collection and Optional '? extends X' is allowed where X is final."),
    GENERIC_METHOD(
            107,
            "%s has type parameters, so what it sends is not known",
            "Declare one method for each type; a generic super-interface without @RpcService can hold what they share."),
    NO_CONSTRUCTION(108, "%s cannot be made from what is sent of it: %s", "%s"),
    UNREADABLE_PROPERTY(
            109,
            "%s cannot be read: the field is %s, and %s can call no getter of type %s",
            "Add %s, or make the field transient if it is not to be sent."),
    INACCESSIBLE_TYPE(
            110,
            "%s has type %s is not accessible from %s, where the generated code stands",
            "Make it%s public, or move it into that package without 'private'."),
    ONE_WAY_RESULT(111, "%s is @OneWay but returns %s", "Nothing is answered: return void, or remove @OneWay."),
    ONE_WAY_EXCEPTION(
            112,
            "%s is @OneWay but declares %s",
            "Nothing is answered, not even an exception: remove the throws clause, or @OneWay."),
    MALFORMED_DEADLINE(
            113,
            "@Deadline(\"%s\") of %s is not a duration",
            "Write a whole number and one of the units ms, s, m, h: \"500ms\"."),
    DEADLINE_OUT_OF_RANGE(114, "@Deadline(\"%s\") of %s is out of range", "Allowed: more than zero, at most \"24h\"."),
    NEGATIVE_LIMIT(
            115,
            "@RpcMethod(%s = %s) of %s is negative",
            "Write a number of bytes, or nothing for no limit of the method's own."),
    MISPLACED_ANNOTATION(
            116, "@%s on %s has no effect: %s", "Put it on an abstract method of the interface that is the contract."),
    INHERITED_TWICE(
            117,
            "%s is inherited from both %s and %s, and each may say something else about it",
            "Declare it in %s, with the annotations that count."),
    OTHER_FUTURE(
            118,
            "%s returns %s, which is not supported for asynchronous methods",
            "Return CompletableFuture<%s>, or %s itself and let callers use %sAsync."),
    UNNAMED_EXCEPTION(
            119,
            "%s declares %s, which leaves open what arrives",
            "Name the exceptions that callers shall tell apart. Any other one arrives as RpcRemoteException without being declared."),
    ENDLESS_TYPE(
            120,
            "%s has type %s leads to ever larger types",
            "Let a generic type contain itself only with its own type arguments."),
    NAME_TAKEN(121, "%s cannot be generated: the name is taken", "Rename the type of that name, or the interface."),
    UNKNOWN_TYPE(
            122,
            "%s cannot be generated: a type is missing: %s",
            "Add what declares it to the class path. If another processor generates it, that one has to run, too."),
    RESERVED_METHOD(
            123, "%s has the name and parameters of a method that every class inherits from Object", "Rename it."),
    MALFORMED_NAME(
            124, "@RpcService(%s = \"%s\") of %s is not a name", "Allowed: letters, digits, '.', '_', '-' and '$'."),
    DUPLICATE_PROPERTY(
            125,
            "%s is declared twice, in %s and in %s",
            "Rename one of them, or make it transient if it is not to be sent."),
    UNDETERMINED_SUBTYPE(
            126,
            "%s has type %s has a type parameter '%s' that does not follow from %s",
            "Let it pass that parameter on to %s, or have none."),
    OPEN_SUBTYPE(
            127,
            "%s has type %s is open, so what arrives is not known",
            "Make %s final, a record or sealed, or name its subclasses with @RpcSubtypes on it."),
    BAD_SUBTYPES(
            128,
            "@RpcSubtypes on %s is wrong: %s",
            "Name the classes, records and enums that extend or implement it, on an interface or class that is open."),
    NOT_COMPARABLE(
            129,
            "%s has type %s has no natural order, which a %s needs to be sent",
            "Let %s implement Comparable, or declare %s."),
    BAD_SERIALIZER(
            130,
            "@RpcSerializer names %s, which cannot serialize %s: %s",
            "Name a class that extends com.esotericsoftware.kryo.kryo5.Serializer of that type and has a constructor without parameters, both open to %s."),
    MALFORMED_DEFAULT(131, "@RpcDefault(\"%s\") of %s is no value of type %s", "Expected: %s."),
    SECOND_UNKNOWN(
            132,
            "enum %s has @RpcUnknown twice, on %s and on %s",
            "Only one constant can stand for those that are not known: keep one."),
    MALFORMED_ALIAS(
            133,
            "@RpcAlias(\"%s\") of %s is wrong: %s",
            "Name what it was called before, in a version of the contract that is still in use."),
    MISPLACED_MARK(134, "@%s on %s has no effect: %s", "%s"),
    LOMBOK_ABSENT(
            135,
            "%s cannot be generated: Lombok has not completed %s",
            "Put lombok on the path of annotation processors, before this one."),
    COMPUTED_MESSAGE(
            136,
            "%s cannot be made from what is sent of it: a constructor takes the message, but getMessage() of %s computes another one of it, and would do so again",
            "Keep the text in a field that is named as the parameter and has a getter of its own ('String reason', getReason()), or let no constructor take it."),
    TOO_MANY(137, "%s has %d %s, more than generated code can hold (expected: at most %d)", "%s"),
    LARGE_CONTRACT(
            138,
            "%s could not be told to a peer that has another version of it: %s",
            "Spread its methods over several interfaces; what two of them share is counted in each."),
    BAD_POLICY_VALUE(139, "@%s(%s = %s) of %s is not right", "Expected: %s."),
    NOT_IDEMPOTENT(
            140,
            "@%s on %s, which is not @Idempotent",
            "Add @Idempotent if doing it twice has the effect of doing it once, or remove @%s."),
    RETRY_AND_HEDGE(
            141,
            "%s has both @Retry and @Hedge",
            "Keep one of them: an extra attempt of a hedge takes the place of a retry."),
    BAD_FALLBACK(
            142,
            "@Fallback names %s, which cannot answer for %s: %s",
            "Name a class that implements %s and has a constructor without parameters, both open to %s."),
    UNDECLARED_EXCEPTION(
            143,
            Kind.WARNING,
            "@%s(%s = %s.class) of %s has no effect: %s it",
            "Add it to a throws clause, or remove it here."),
    SECOND_HASH_KEY(
            144,
            "%s has @HashKey twice, on '%s' and on '%s'",
            "Keep one; to choose by several values, make a text of them."),
    UNSTABLE_HASH_KEY(
            145,
            "@HashKey parameter '%s' has type %s, which has no hash that is the same everywhere",
            "Mark a primitive or its box, a String, an enum, a UUID, BigInteger, BigDecimal or a type of java.time."),
    UNUSED_HASH_KEY(
            146,
            Kind.WARNING,
            "@HashKey on parameter '%s' has no effect unless loadBalance is consistentHash",
            "Add @LoadBalance(strategy = LoadBalance.CONSISTENT_HASH) to the method or the interface, or remove @HashKey."),
    NO_HASH_KEY(
            147,
            Kind.WARNING,
            "%s has the strategy consistentHash but no parameter with @HashKey",
            "Mark the parameter by whose value an endpoint is chosen, or choose another strategy."),
    ONE_WAY_POLICY(
            148,
            Kind.WARNING,
            "@%s on %s has no effect: it is @OneWay, so nothing is answered that could fail or be waited for",
            "Remove it, or @OneWay."),
    RELATIVE_LOCK(
            150,
            "-Atern.lock=%s is not the absolute path of a folder",
            "Write -Atern.lock=${project.basedir}/contracts with Maven, -Atern.lock=${projectDir}/contracts with Gradle."),
    NO_LOCK(151, Kind.NOTE, "%s has no lock", "Create it, and commit it: %s"),
    COMPATIBLE_CHANGE(152, Kind.NOTE, "%s has changed; old and new work together\n  %s", "Take it over: %s"),
    BREAKING_CHANGE(153, "%s: %s: %s; this breaks %s", "%s\n  To break them on purpose: %s"),
    UNREADABLE_LOCK(154, "The lock of %s cannot be read: %s", "Restore %s, or make it anew: %s"),
    INTERNAL(
            199,
            "%s cannot be generated: the processor failed: %s",
            "This is a defect of the processor; please report it with the interface.");

    private final int number;
    private final Kind kind;
    private final String what;
    private final String instead;

    Diagnostic(int number, String what, String instead) {
        this(number, Kind.ERROR, what, instead);
    }

    Diagnostic(int number, Kind kind, String what, String instead) {
        this.number = number;
        this.kind = kind;
        this.what = what;
        this.instead = instead;
    }

    /** {@code RPC104}. */
    String id() {
        return "RPC" + number;
    }

    /** Whether it stops the compilation. */
    Kind kind() {
        return kind;
    }

    /** The whole text; the arguments fill both lines in order. */
    String text(Object... arguments) {
        return ("[" + id() + "] " + what + "\n  " + instead).formatted(arguments);
    }
}
