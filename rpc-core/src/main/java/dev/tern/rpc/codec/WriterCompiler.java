package dev.tern.rpc.codec;

import dev.tern.rpc.contract.Contract;
import dev.tern.rpc.contract.ContractType;
import dev.tern.rpc.contract.Form;
import dev.tern.rpc.contract.Plan;
import dev.tern.rpc.io.RpcOutput;
import java.util.IdentityHashMap;
import java.util.Objects;

/**
 * Makes the nodes that write the types of a contract. It follows the plans by which the contract reads itself: they have all that is written in
 * the order of the wire. Used by one thread; the nodes by any.
 */
final class WriterCompiler {

    private final Contract contract;
    private final Target target;
    private final IdentityHashMap<Plan, ValueWriter> made = new IdentityHashMap<>();

    WriterCompiler(Contract contract, Target target) {
        this.contract = contract;
        this.target = target;
    }

    /** Writes arguments or a result. */
    MembersWriter members(Plan own) {
        MembersWriter members = new MembersWriter(own);
        fill(members, own);
        return members;
    }

    /** Writes a struct. */
    ValueWriter struct(Plan own, ContractType type) {
        ValueWriter known = made.get(own);
        if (known != null) {
            return known;
        }
        MembersWriter members = new MembersWriter(own);
        StructWriter writer =
                new StructWriter(own, members, target.struct(Objects.requireNonNull(contract.struct(type.toString()))));
        made.put(own, writer);
        fill(members, own);
        return writer;
    }

    private void fill(MembersWriter members, Plan own) {
        for (int step = 0; step < own.steps(); step++) {
            members.part(step, value(own, step));
        }
    }

    private ValueWriter value(Plan own, int step) {
        ContractType type = own.type(step);
        Form form = own.form(step);
        if (form.isPrimitive() || form == Form.BASIC) {
            return Scalars.writer(form, type);
        } else if (form == Form.CUSTOM) {
            return target.custom((ContractType.Custom) type)::write;
        }
        Plan part = Objects.requireNonNull(own.part(step));
        ValueWriter known = made.get(part);
        return known == null ? part(form, part, type) : known;
    }

    private ValueWriter part(Form form, Plan part, ContractType type) {
        return switch (form) {
            case STRUCT -> struct(part, type);
            case ENUM -> enumeration(part, type);
            case UNION -> union(part, type);
            case ELEMENTS -> sequence(part, type);
            case ENTRIES -> entries(part, (ContractType.Container) type);
            case ARRAY -> array(part, (ContractType.Array) type);
            case OPTIONAL -> maybe(part, (ContractType.Container) type);
            default -> throw new IllegalArgumentException(form + " " + type);
        };
    }

    private ValueWriter enumeration(Plan own, ContractType type) {
        Target.Constants constants = target.constants(Objects.requireNonNull(contract.enumeration(type.toString())));
        ValueWriter writer = (out, value) -> {
            out.reserve(RpcOutput.MAX_INT);
            out.putUnsigned(constants.rank(value));
        };
        made.put(own, writer);
        return writer;
    }

    private ValueWriter union(Plan own, ContractType type) {
        UnionWriter writer =
                new UnionWriter(own, target.subtypes(Objects.requireNonNull(contract.union(type.toString()))));
        made.put(own, writer);
        for (int rank = 0; rank < own.steps(); rank++) {
            writer.subtype(rank, value(own, rank));
        }
        return writer;
    }

    private ValueWriter sequence(Plan own, ContractType type) {
        SequenceWriter writer = new SequenceWriter(target.sequence(type));
        made.put(own, writer);
        writer.element(value(own, 0));
        return writer;
    }

    private ValueWriter entries(Plan own, ContractType.Container type) {
        EntriesWriter writer = new EntriesWriter(target.entries(type));
        made.put(own, writer);
        writer.parts(value(own, 0), value(own, 1));
        return writer;
    }

    private ValueWriter array(Plan own, ContractType.Array type) {
        return Form.isNeverNull(type.element()) ? Scalars.arrayWriter(own.form(0)) : sequence(own, type);
    }

    private ValueWriter maybe(Plan own, ContractType.Container type) {
        MaybeWriter writer = new MaybeWriter(target.maybe(type));
        made.put(own, writer);
        writer.content(value(own, 0));
        return writer;
    }
}
