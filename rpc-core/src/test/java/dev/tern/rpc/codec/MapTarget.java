package dev.tern.rpc.codec;

import dev.tern.rpc.contract.ContractEnum;
import dev.tern.rpc.contract.ContractStruct;
import dev.tern.rpc.contract.ContractType;
import dev.tern.rpc.contract.ContractUnion;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Bodies as maps, from the contract alone: a struct is a map of its properties by name, a constant its name, a value of a union a map with the
 * subtype's name under {@value #TYPE} and the value itself under {@value #VALUE}, a collection or array a list.
 */
final class MapTarget implements Target {

    static final String TYPE = "@type";
    static final String VALUE = "value";

    @Override
    public Struct struct(ContractStruct struct) {
        List<String> names =
                struct.properties().stream().map(ContractStruct.Property::name).toList();
        return new Struct() {
            @Override
            public Object make(Object[] values) {
                Map<String, Object> map = new LinkedHashMap<>();
                for (int i = 0; i < values.length; i++) {
                    map.put(names.get(i), values[i]);
                }
                return map;
            }

            @Override
            public void take(Object value, Object[] values) {
                for (int i = 0; i < values.length; i++) {
                    values[i] = ((Map<?, ?>) value).get(names.get(i));
                }
            }
        };
    }

    @Override
    public Constants constants(ContractEnum type) {
        List<String> names =
                type.constants().stream().map(ContractEnum.Constant::name).toList();
        return new Constants() {
            @Override
            public Object constant(int rank) {
                return names.get(rank);
            }

            @Override
            public int rank(Object constant) {
                return names.indexOf(constant);
            }
        };
    }

    @Override
    public Subtypes subtypes(ContractUnion union) {
        return new Subtypes() {
            @Override
            public Object make(int subtype, Object value) {
                return Map.of(TYPE, union.subtypes().get(subtype), VALUE, value);
            }

            @Override
            public int subtype(Object value) {
                return union.subtypes().indexOf(((Map<?, ?>) value).get(TYPE));
            }

            @Override
            public Object content(int subtype, Object value) {
                return ((Map<?, ?>) value).get(VALUE);
            }
        };
    }

    @Override
    public Sequence sequence(ContractType type) {
        return new Sequence() {
            @Override
            public Object begin(int count, boolean nulls) {
                return new ArrayList<>(count);
            }

            @Override
            @SuppressWarnings("unchecked")
            public void add(Object sequence, int index, Object element) {
                ((List<Object>) sequence).add(element);
            }

            @Override
            public Collection<?> elements(Object sequence) {
                return (List<?>) sequence;
            }
        };
    }

    @Override
    public Entries entries(ContractType.Container type) {
        return new Entries() {
            @Override
            public Object begin(int count) {
                return new LinkedHashMap<>();
            }

            @Override
            @SuppressWarnings("unchecked")
            public void put(Object entries, Object key, Object value) {
                ((Map<Object, Object>) entries).put(key, value);
            }

            @Override
            public int size(Object entries) {
                return ((Map<?, ?>) entries).size();
            }

            @Override
            public Iterator<? extends Map.Entry<?, ?>> iterator(Object entries) {
                return ((Map<?, ?>) entries).entrySet().iterator();
            }
        };
    }

    /** The bytes themselves: only the serializer knows what they mean. */
    @Override
    public Custom custom(ContractType.Custom type) {
        return new Custom() {
            @Override
            public Object read(RpcInput in) {
                return in.getBytes();
            }

            @Override
            public void write(RpcOutput out, Object value) {
                out.putBytes((byte[]) value);
            }
        };
    }

    @Override
    public Maybe maybe(ContractType.Container type) {
        return new Maybe() {
            @Override
            public Object of(Object content) {
                return Optional.ofNullable(content);
            }

            @Override
            public Object content(Object maybe) {
                return ((Optional<?>) maybe).orElse(null);
            }
        };
    }
}
