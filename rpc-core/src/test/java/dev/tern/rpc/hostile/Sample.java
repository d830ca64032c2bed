package dev.tern.rpc.hostile;

import dev.tern.rpc.hostile.Kinds.Colour;
import dev.tern.rpc.hostile.Kinds.Range;
import dev.tern.rpc.hostile.Kinds.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A full value of a body of {@link Kinds}.
 *
 * @param value the arguments, the result or the exception
 */
public record Sample(Body body, Object value) {

    /** A sample of every body of the contract. */
    public static List<Sample> all() {
        Map<String, Object> values = Samples.values();
        List<Sample> samples = new ArrayList<>();
        for (Body body : Body.of(Body.service(Kinds.class))) {
            String method = body.name().substring(0, body.name().indexOf(' '));
            if (body.name().endsWith("exception")) {
                samples.add(new Sample(body, new Refusal("no", new Range(1, 2))));
            } else {
                Object value = values.get(method);
                boolean isResult = body.name().endsWith("result");
                samples.add(new Sample(
                        body,
                        !isResult ? Samples.arguments(method, value) : method.equals("all") ? Colour.BLUE : value));
            }
        }
        return samples;
    }

    public byte[] bytes() {
        return body.write(value);
    }

    @Override
    public String toString() {
        return body.name();
    }
}
