package dev.tern.rpc.benchmarks.codec;

import dev.tern.rpc.benchmarks.Page;
import org.apache.fory.Fory;
import org.apache.fory.memory.MemoryBuffer;

/** Fory's Java mode with code generated at run time: classes registered, no references, no schema evolution. */
final class ForyContender extends Contender {

    private final Fory fory = Fory.builder()
            .withXlang(false)
            .requireClassRegistration(true)
            .withRefTracking(false)
            .withCompatible(false)
            .withCodegen(true)
            .withAsyncCompilation(false)
            .build();
    private final MemoryBuffer buffer = MemoryBuffer.newHeapBuffer(512);
    private MemoryBuffer filled = MemoryBuffer.newHeapBuffer(0);

    ForyContender() {
        fory.register(Item.class);
        fory.register(Page.class);
        fory.register(Person.class);
        fory.ensureSerializersCompiled();
    }

    @Override
    int encode(Object value) {
        buffer.writerIndex(0);
        fory.serialize(buffer, value);
        return buffer.writerIndex();
    }

    @Override
    byte[] encoded() {
        return buffer.getBytes(0, buffer.writerIndex());
    }

    @Override
    void fill(byte[] bytes) {
        filled = MemoryBuffer.fromByteArray(bytes);
    }

    @Override
    Object decode() {
        filled.readerIndex(0);
        return fory.deserialize(filled);
    }
}
