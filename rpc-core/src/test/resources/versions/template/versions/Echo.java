package versions;

import dev.tern.rpc.RpcService;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The type that changes between versions, in every place where a type can stand. */
@RpcService
public interface Echo {

    T one(T value);

    List<T> list(List<T> values);

    Set<T> set(Set<T> values);

    Map<String, T> map(Map<String, T> values);

    Optional<T> optional(Optional<T> value);

    T[] array(T[] values);

    Page<T> page(Page<T> page);

    Map<String, List<Page<T>>> deep(Map<String, List<Page<T>>> pages);

    T make();

    String ping(String text);
}
