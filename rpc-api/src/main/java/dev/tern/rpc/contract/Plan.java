package dev.tern.rpc.contract;

import dev.tern.rpc.io.BasicCodec;
import dev.tern.rpc.io.DecodingException;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.UnknownValueException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a value that one contract describes is read by a side that has another one. A plan has steps, in the order in which the writer sends: for a
 * struct its properties (primitives first), for a collection its element, for a map key and value, for an enum its constants, for a union its
 * subtypes. A step leads to a slot: the place of the property among the reader's by name, of the parameter, of the constant, of the subtype. What
 * the reader does not have is skipped.
 *
 * <p>Made once per pair of contracts by {@link Resolution}; immutable then. Whoever reads walks it: generated code for objects, or an interpreter
 * for any other target.
 */
public final class Plan {

    /** The slot of what the reader does not have. */
    public static final int NONE = -1;

    /** How many values inside each other are skipped, containers included: a stack holds that. */
    private static final int MAX_SKIPPED = 1000;

    /** The form of the whole value. */
    private final Form form;

    /** What it is called in messages. */
    private final String name;

    private final @Nullable ContractType reader;
    private final Step[] steps;
    private final int[] slots; // of the steps: what is looked up for each value lies together
    private final @Nullable Form[] forms;
    private final int primitives;
    private final boolean[] filled; // by slot
    private final @Nullable String problem;
    private boolean isChanged;
    private boolean isRecursive;
    private boolean isValue;
    private int madeEmpty; // collections of the reader's for which nothing is sent
    private int toProblem = NONE;
    private @Nullable Plan[] changed = {}; // by step: its part, if that is changed

    /**
     * A step.
     *
     * @param name what the writer calls it
     * @param slot the reader's place for it, or {@link #NONE}
     * @param form what the writer sends; null for an enum's constants
     * @param type the writer's type
     * @param target the reader's type; null if it has none
     */
    record Step(
            String name,
            int slot,
            @Nullable Form form,
            ContractType type,
            @Nullable ContractType target) {}

    private @Nullable Plan[] parts = {}; // by step; null for numbers and basic types

    private Plan(
            Form form,
            String name,
            @Nullable ContractType reader,
            List<Step> steps,
            int primitives,
            int slots,
            boolean isChanged,
            @Nullable String problem) {
        this.form = form;
        this.name = name;
        this.reader = reader;
        this.steps = steps.toArray(Step[]::new);
        this.slots = steps.stream().mapToInt(Step::slot).toArray();
        this.forms = steps.stream().map(Step::form).toArray(Form[]::new);
        this.primitives = primitives;
        this.filled = new boolean[slots];
        this.isChanged = isChanged;
        this.problem = problem;
        for (Step step : steps) {
            if (step.slot() != NONE) {
                filled[step.slot()] = true;
            }
        }
    }

    static Plan of(
            Form form,
            String name,
            @Nullable ContractType reader,
            List<Step> steps,
            int primitives,
            int slots,
            boolean isChanged) {
        return new Plan(form, name, reader, steps, primitives, slots, isChanged, null);
    }

    static Plan impossible(String problem) {
        return new Plan(Form.BASIC, "", null, List.of(), 0, 0, true, problem);
    }

    /** Makes this the plan of a value, which takes a byte even if it has no properties; arguments and results do not. */
    Plan asValue() {
        isValue = true;
        return this;
    }

    /** Says how many slots are collections or maps that the writer does not send: they are made anew for each value. */
    Plan makingEmpty(int collections) {
        madeEmpty = collections;
        return this;
    }

    void parts(@Nullable Plan[] newParts) {
        parts = newParts;
    }

    /**
     * What is true of this because of its parts.
     *
     * @param newToProblem how many parts in parts it is to the nearest problem, or {@link #NONE}
     */
    void become(boolean newIsChanged, int newToProblem, boolean newIsRecursive) {
        isChanged = newIsChanged;
        toProblem = newToProblem;
        isRecursive = newIsRecursive;
    }

    /** Makes this immutable, after all plans became what they are. */
    void freeze() {
        changed = Arrays.stream(parts)
                .map(part -> part != null && part.isChanged ? part : null)
                .toArray(Plan[]::new);
    }

    @Nullable
    Plan[] partsOrNull() {
        return parts;
    }

    @Nullable
    String problem() {
        return problem;
    }

    /** How many parts in parts it is to the nearest problem, or {@link #NONE}. */
    int toProblem() {
        return toProblem;
    }

    // ---------------------------------------------------------------- what is planned

    /** What the value is called in messages. */
    String title() {
        return name;
    }

    /** The form of the value. */
    public Form form() {
        return form;
    }

    /** Whether anything differs, here or in any part; otherwise the reader's own codec reads it by position. */
    public boolean isChanged() {
        return isChanged;
    }

    /** Whether the value can contain one of its own type, so that its depth has to be watched. */
    public boolean isRecursive() {
        return isRecursive;
    }

    /** The reader's type; null for a struct of parameters or of a result, and for what is only skipped. */
    public @Nullable ContractType reader() {
        return reader;
    }

    /** How many steps there are. */
    public int steps() {
        return steps.length;
    }

    /** How many slots the reader has. */
    public int slots() {
        return filled.length;
    }

    /** Whether the writer sends nothing for a slot, so that it keeps its default. */
    public boolean lacks(int slot) {
        return !filled[slot];
    }

    /** The reader's place for a step, or {@link #NONE}. */
    public int slot(int step) {
        return slots[step];
    }

    /** What the writer calls a step. */
    public String name(int step) {
        return steps[step].name;
    }

    /** What the writer sends in a step. */
    public Form form(int step) {
        return Objects.requireNonNull(forms[step]);
    }

    /** The writer's type of a step. */
    public ContractType type(int step) {
        return steps[step].type;
    }

    /** The reader's type of a step; null if it has none. */
    public @Nullable ContractType target(int step) {
        return steps[step].target;
    }

    /** The plan of what is in a step; null for primitives and basic types. */
    public @Nullable Plan part(int step) {
        return parts[step];
    }

    /** The plan of what is in a step if it is {@linkplain #isChanged() changed}; null if the reader's own codec reads it. */
    public @Nullable Plan changed(int step) {
        return changed[step];
    }

    // ---------------------------------------------------------------- reading a struct

    /** Begins a struct: goes behind its null bits and returns where they are. */
    public int begin(RpcInput in) {
        int at = in.position();
        if (isValue && steps.length == 0) {
            in.getEmpty();
        }
        in.pass((steps.length - primitives + 7) >>> 3);
        if (madeEmpty > 0) {
            in.makeEmpty(madeEmpty);
        }
        return at;
    }

    /**
     * The slot whose value follows, to be read by the caller; {@link #NONE} if there is nothing to read, because the value is null or is not wanted
     * and was skipped.
     *
     * @param nulls where the null bits are
     */
    public int next(RpcInput in, int nulls, int step) {
        int bit = step - primitives;
        if (bit >= 0 && (in.array()[nulls + (bit >>> 3)] & 1 << (bit & 7)) == 0) {
            return NONE;
        }
        int slot = slots[step];
        if (slot == NONE) {
            skip(in, step);
        }
        return slot;
    }

    /** Adds to a failure of a step where that was. */
    public DecodingException failed(int step, DecodingException failure) {
        if (step >= steps.length) {
            return failure;
        }
        return failure.in(reader == null ? steps[step].name : name + "." + steps[step].name);
    }

    // ---------------------------------------------------------------- reading an enum or a union

    /** Reads a constant: its place among the reader's. */
    public int constant(RpcInput in) {
        Step step = ranked(in.getUnsigned());
        if (step.slot == NONE) {
            throw new UnknownValueException("constant '" + step.name + "' of " + name
                    + " is not known here (expected: one that is, or one marked @RpcUnknown to stand for others)");
        }
        return step.slot;
    }

    /** Reads which of the writer's subtypes follows: the step that reads it. */
    public int subtype(RpcInput in) {
        int rank = in.getUnsigned();
        Step step = ranked(rank);
        if (step.slot == NONE) {
            throw new UnknownValueException(
                    "subtype " + step.name + " of " + name + " is not known here (expected: one that is)");
        }
        return rank;
    }

    private Step ranked(int rank) {
        if (rank < 0 || rank >= steps.length) {
            throw new DecodingException(name + ": " + (form == Form.ENUM ? "constant " : "subtype ")
                    + Integer.toUnsignedString(rank) + " (expected: 0 to " + (steps.length - 1) + ")");
        }
        return steps[rank];
    }

    // ---------------------------------------------------------------- reading numbers of another kind

    /** Reads a number as a {@code long}. */
    public long getLong(RpcInput in, int step) {
        Form form = forms[step];
        if (form == Form.LONG) {
            return in.getLong();
        } else if (form == Form.INT) {
            return in.getInt();
        }
        return form == Form.SHORT ? in.getShort() : in.getByte();
    }

    /** Reads a number as an {@code int}. */
    public int getInt(RpcInput in, int step) {
        return forms[step] == Form.INT
                ? in.getInt()
                : (int) inRange(getLong(in, step), Integer.MIN_VALUE, Integer.MAX_VALUE, "an int");
    }

    /** Reads a number as a {@code short}. */
    public short getShort(RpcInput in, int step) {
        return (short) inRange(getLong(in, step), Short.MIN_VALUE, Short.MAX_VALUE, "a short");
    }

    /** Reads a number as a {@code byte}. */
    public byte getByte(RpcInput in, int step) {
        return (byte) inRange(getLong(in, step), Byte.MIN_VALUE, Byte.MAX_VALUE, "a byte");
    }

    /** Reads a number as a {@code double}. */
    public double getDouble(RpcInput in, int step) {
        Form form = forms[step];
        if (form == Form.DOUBLE) {
            return in.getDouble();
        }
        return form == Form.FLOAT ? in.getFloat() : getLong(in, step);
    }

    /** Reads a number as a {@code float}. */
    public float getFloat(RpcInput in, int step) {
        double value = getDouble(in, step);
        if (Math.abs(value) > Float.MAX_VALUE && !Double.isInfinite(value)) {
            throw new DecodingException("number: " + value + " (expected: a float, as the reader's contract says)");
        }
        return (float) value;
    }

    private static long inRange(long value, long min, long max, String expected) {
        if (value < min || value > max) {
            throw new DecodingException("number: " + value + " (expected: " + expected + ", between " + min + " and "
                    + max + ", as the reader's contract says)");
        }
        return value;
    }

    // ---------------------------------------------------------------- skipping

    /** Skips the value of a step, which is there. */
    public void skip(RpcInput in, int step) {
        skip(in, step, 0);
    }

    private void skip(RpcInput in, int step, int level) {
        Form what = form(step);
        switch (what) {
            case BOOLEAN, BYTE -> in.pass(1);
            case CHAR, SHORT -> in.pass(2);
            case INT -> in.getInt();
            case LONG -> in.getLong();
            case FLOAT -> in.pass(4);
            case DOUBLE -> in.pass(8);
            case BASIC ->
                Objects.requireNonNull(BasicCodec.of(steps[step].type.toString()))
                        .read(in);
            case CUSTOM -> in.pass(in.getUnsigned());
            default -> Objects.requireNonNull(parts[step]).skipAll(in, level + 1);
        }
    }

    /** Skips a value that this plan reads. */
    private void skipAll(RpcInput in, int level) {
        if (level > MAX_SKIPPED) {
            throw new DecodingException("values inside each other that are not known here: more than " + MAX_SKIPPED
                    + " (expected: at most that many)");
        }
        switch (form) {
            case STRUCT -> skipStruct(in, level);
            case ENUM -> ranked(in.getUnsigned());
            case UNION -> {
                int rank = in.getUnsigned();
                ranked(rank);
                skip(in, rank, level);
            }
            case OPTIONAL -> {
                if (in.getBoolean()) {
                    skip(in, 0, level);
                }
            }
            default -> skipElements(in, level);
        }
    }

    private void skipStruct(RpcInput in, int level) {
        in.enter(); // whatever the type: how deep those of another contract are in each other is for the other
        // side to choose
        int nulls = begin(in);
        for (int step = 0; step < steps.length; step++) {
            int bit = step - primitives;
            if (bit < 0 || (in.array()[nulls + (bit >>> 3)] & 1 << (bit & 7)) != 0) {
                skip(in, step, level);
            }
        }
        in.exit();
    }

    private void skipElements(RpcInput in, int level) {
        boolean arePrimitives = form == Form.ARRAY && Form.isNeverNull(steps[0].type);
        int header = arePrimitives ? in.count(1) << 1 : in.elements(steps.length);
        boolean nulls = (header & 1) != 0;
        for (int i = 0; i < header >>> 1; i++) {
            for (int step = 0; step < steps.length; step++) {
                if (!nulls || in.getBoolean()) {
                    skip(in, step, level);
                }
            }
        }
    }

    @Override
    public String toString() {
        return (isChanged ? "changed " : "same ") + name;
    }
}
