package dev.tern.rpc.contract;

import dev.tern.rpc.contract.ContractMethod.Parameter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parameters meet by place. What these rules refuse would be read, but as something else: a parameter that stands at another place on the other
 * side, and one that may do so because no name tells.
 */
final class ParameterRules {

    /** What compilers call parameters of class files without names. */
    private static final Pattern NO_NAME = Pattern.compile("arg\\d+");

    private final Contract consumer;
    private final Contract provider;

    ParameterRules(Contract consumer, Contract provider) {
        this.consumer = consumer;
        this.provider = provider;
    }

    /** Why the arguments of one cannot be those of the other; null if they can, as far as names and number tell. */
    @Nullable
    String problem(ContractMethod ofConsumer, ContractMethod ofProvider) {
        List<Parameter> written = ofConsumer.parameters();
        List<Parameter> read = ofProvider.parameters();
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < read.size(); i++) {
            places.put(String.valueOf(name(read.get(i))), i);
        }
        for (int i = 0; i < written.size(); i++) {
            String name = name(written.get(i));
            int place = name == null ? i : places.getOrDefault(name, i);
            if (place != i) {
                return "parameter '" + name + "' is the consumer's " + (i + 1) + ". and the provider's " + (place + 1)
                        + ". (expected: the same place; parameters are added at the end)";
            }
        }
        return written.size() <= read.size()
                ? unclear(written, consumer, read, provider)
                : unclear(read, provider, written, consumer);
    }

    /** Whether a parameter that both have could be one that only the longer list has, so that a value would go to the wrong one. */
    private static @Nullable String unclear(
            List<Parameter> few, Contract ofFew, List<Parameter> more, Contract ofMore) {
        for (int i = 0; i < few.size(); i++) {
            String name = name(few.get(i));
            if (name != null && name.equals(name(more.get(i)))) {
                continue;
            }
            for (int added = few.size(); added < more.size(); added++) {
                if (couldBe(few.get(i).type(), ofFew, more.get(added).type(), ofMore)) {
                    return "parameter " + (i + 1) + " has no name that both sides know, and could be parameter "
                            + (added + 1) + " of the side that has more (expected: the same name, or others of another"
                            + " type; the compiler option -parameters keeps names in class files)";
                }
            }
        }
        return null;
    }

    private static boolean couldBe(ContractType type, Contract contract, ContractType other, Contract ofOther) {
        return Conversion.problem(type, contract, other, ofOther) == null
                || Conversion.problem(other, ofOther, type, contract) == null;
    }

    private static @Nullable String name(Parameter parameter) {
        String name = parameter.name();
        return name == null || NO_NAME.matcher(name).matches() ? null : name;
    }
}
