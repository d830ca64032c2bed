package dev.tern.rpc.benchmarks.codec;

import dev.tern.rpc.RpcService;
import dev.tern.rpc.benchmarks.Page;
import java.util.List;
import java.util.Map;

/** Its results are the shapes; only its codecs are used. */
@RpcService
public interface CodecService {

    /** {@link Shape#RECORD}. */
    Item item();

    /** {@link Shape#USER}. */
    Person person();

    /** {@link Shape#PAGE}. */
    Page<Person> people();

    /** {@link Shape#LONGS}. */
    List<Long> longs();

    /** {@link Shape#TEXTS}. */
    Map<String, String> texts();
}
