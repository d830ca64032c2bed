package dev.tern.rpc.benchmarks.codec;

import java.io.PrintStream;

/** Prints how many bytes each contender makes of each shape. */
public final class CodecSizes {

    private CodecSizes() {}

    /** Prints a table. */
    public static void main(String[] args) throws Exception {
        PrintStream out = System.out;
        out.printf("%-10s", "bytes");
        for (Contender.Name name : Contender.Name.values()) {
            out.printf("%10s", name);
        }
        out.printf("%16s%n", "TERN/PROTOBUF");
        for (Shape shape : Shape.values()) {
            out.printf("%-10s", shape);
            int[] sizes = new int[Contender.Name.values().length];
            for (Contender.Name name : Contender.Name.values()) {
                sizes[name.ordinal()] = name.of(shape).check(shape.sample());
                out.printf("%10d", sizes[name.ordinal()]);
            }
            double ratio = (double) sizes[Contender.Name.TERN.ordinal()] / sizes[Contender.Name.PROTOBUF.ordinal()];
            out.printf("%16.2f%n", ratio);
        }
    }
}
