package dev.tern.rpc.benchmarks.codec;

/** One way to make bytes of values of a shape and values of bytes. Buffers are used again, as each of them recommends. */
abstract class Contender {

    /** Those that are compared. */
    enum Name {
        TERN,
        KRYO,
        PROTOBUF,
        FORY;

        Contender of(Shape shape) {
            return switch (this) {
                case TERN -> new TernContender(shape);
                case KRYO -> new KryoContender();
                case PROTOBUF -> new ProtobufContender(shape);
                case FORY -> new ForyContender();
            };
        }
    }

    /** Encodes into the contender's own buffer; the number of bytes. */
    abstract int encode(Object value) throws Exception;

    /** The bytes of the last call. */
    abstract byte[] encoded();

    /** Makes a value the one that is decoded. */
    abstract void fill(byte[] bytes);

    /** Decodes what was filled in. */
    abstract Object decode() throws Exception;

    /** Checks that a value survives, twice in a row; fills it in. */
    final int check(Object value) throws Exception {
        int size = 0;
        for (int i = 0; i < 2; i++) {
            size = encode(value);
            fill(encoded());
            for (int j = 0; j < 2; j++) {
                Object decoded = decode();
                if (!decoded.equals(value)) {
                    throw new IllegalStateException(this + ": " + decoded + " (expected: " + value + ")");
                }
            }
        }
        return size;
    }
}
