package dev.tern.rpc.benchmarks.codec;

import dev.tern.rpc.RpcService;
import dev.tern.rpc.benchmarks.Page;
import java.util.List;
import java.util.Map;

/** {@link CodecService} one release earlier. */
@RpcService
public interface EarlierCodecService {

    /** {@link Shape#RECORD}. */
    EarlierItem item();

    /** {@link Shape#USER}. */
    EarlierPerson person();

    /** {@link Shape#PAGE}. */
    Page<EarlierPerson> people();

    /** {@link Shape#LONGS}. */
    List<Integer> longs();

    /** {@link Shape#TEXTS}; the same. */
    Map<String, String> texts();
}
