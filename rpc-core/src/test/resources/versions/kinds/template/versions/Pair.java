package versions;

import java.util.Arrays;

public record Pair<A, B>(A first, B second) {

    @Override
    public String toString() {
        return first + "+" + (second instanceof Object[] array ? Arrays.toString(array) : second);
    }
}
