package dev.tern.rpc.codec;

import dev.tern.rpc.contract.Contract;
import dev.tern.rpc.contract.ContractMethod;
import dev.tern.rpc.contract.ContractType;
import dev.tern.rpc.contract.Plan;
import dev.tern.rpc.contract.Resolution;
import dev.tern.rpc.kernel.BodyReader;
import dev.tern.rpc.kernel.BodyWriter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the bodies of a contract without code that was generated for it: what the bytes mean tells the contract, what the values are a
 * {@link Target}. Nothing is looked up while a body is read or written: every method here makes nodes, which are to be kept. Immutable, as are
 * the readers and writers it gives out.
 */
public final class ContractCodec {

    private final Contract contract;
    private final Target target;
    private final List<Resolution.Method> own;
    private final ReaderCompiler readers;
    private final WriterCompiler writers;

    private ContractCodec(Contract contract, Target target) {
        this.contract = contract;
        this.target = target;
        this.own = Resolution.of(contract, contract).methods();
        this.readers = new ReaderCompiler(contract, target);
        this.writers = new WriterCompiler(contract, target);
        for (Resolution.Method method : own) {
            if (!method.isCallable()) {
                throw new IllegalArgumentException(
                        contract.service() + "/" + method.consumer().signature() + ": " + method.problem());
            }
        }
    }

    /**
     * The codec of a contract.
     *
     * @throws IllegalArgumentException if the contract has types that this release does not know
     */
    public static ContractCodec of(Contract contract, Target target) {
        return new ContractCodec(contract, target);
    }

    // ---------------------------------------------------------------- what this contract's own side writes

    /** Writes the arguments of a method, in the order of its parameters. */
    public synchronized BodyWriter<@Nullable Object[]> argumentsWriter(int method) {
        return writers.members(arguments(method))::write;
    }

    /** Writes the result of a method; nothing if it has none. */
    public synchronized BodyWriter<@Nullable Object> resultWriter(int method) {
        MembersWriter members = writers.members(result(method));
        return members.size() == 0
                ? (out, value) -> {}
                : (out, value) -> members.write(out, new @Nullable Object[] {value});
    }

    /**
     * Writes a declared exception.
     *
     * @param index its place among the method's exceptions
     */
    public synchronized BodyWriter<Object> exceptionWriter(int method, int index) {
        return writers.struct(exception(method, index), exceptionType(method, index))::write;
    }

    /** Reads the arguments of a method. */
    public synchronized BodyReader<@Nullable Object[]> argumentsReader(int method) {
        return readers.members(arguments(method), Slot.ofParameters(method(method)))::read;
    }

    /** Reads the result of a method; null if it has none. */
    public synchronized BodyReader<@Nullable Object> resultReader(int method) {
        return result(readers, method, result(method));
    }

    /** Reads a declared exception. */
    public synchronized BodyReader<Object> exceptionReader(int method, int index) {
        return readers.struct(exception(method, index), exceptionType(method, index))::read;
    }

    // ---------------------------------------------------------------- what a side with another contract writes

    /** Reads the arguments of a method as a plan of a {@link Resolution} says, whose reader is this contract. */
    public BodyReader<@Nullable Object[]> argumentsReader(int method, Plan plan) {
        return new ReaderCompiler(contract, target).members(plan, Slot.ofParameters(method(method)))::read;
    }

    /** Reads the result of a method as such a plan says. */
    public BodyReader<@Nullable Object> resultReader(int method, Plan plan) {
        return result(new ReaderCompiler(contract, target), method, plan);
    }

    /** Reads a declared exception as such a plan says. */
    public BodyReader<Object> exceptionReader(int method, int index, Plan plan) {
        return new ReaderCompiler(contract, target).struct(plan, exceptionType(method, index))::read;
    }

    @SuppressWarnings("NullAway") // the checker does not see that the reader may return null
    private BodyReader<@Nullable Object> result(ReaderCompiler compiler, int method, Plan plan) {
        List<Slot> slots = Slot.ofResult(method(method));
        MembersReader members = compiler.members(plan, slots);
        return slots.isEmpty()
                ? in -> {
                    members.read(in);
                    return null;
                }
                : in -> members.read(in)[0];
    }

    private ContractMethod method(int number) {
        return contract.methods().get(number);
    }

    private Plan arguments(int method) {
        return Objects.requireNonNull(own.get(method).arguments());
    }

    private Plan result(int method) {
        return Objects.requireNonNull(own.get(method).result());
    }

    private Plan exception(int method, int index) {
        return own.get(method).exceptions().get(index).plan();
    }

    private ContractType exceptionType(int method, int index) {
        return new ContractType.Named(method(method).exceptions().get(index));
    }
}
