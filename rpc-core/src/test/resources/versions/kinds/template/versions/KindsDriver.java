package versions;

import dev.tern.rpc.e2e.VersionDriver;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

public final class KindsDriver implements VersionDriver {

    @Override
    public Class<?> contract() {
        return Kinds.class;
    }

    /** Answers with what it was called with, but to a call that holds nothing with what the other version may not know. */
    @Override
    public Object provider(Consumer<String> seen) {
        return new Kinds() {
            private <V> V saw(V value) {
                seen.accept(text(value));
                return value;
            }

            @Override
            public List<State> states(List<State> values) {
                return values.isEmpty() ? List.of(Sample.strangeState()) : saw(values);
            }

            @Override
            public Map<State, List<State>> statesByState(Map<State, List<State>> values) {
                return saw(values);
            }

            @Override
            public State[] stateArray(State[] values) {
                return saw(values);
            }

            @Override
            public State[][] stateGrid(State[][] values) {
                return saw(values);
            }

            @Override
            public Optional<State> maybeState(Optional<State> value) {
                return saw(value);
            }

            @Override
            public Optional<Shape> maybeShape(Optional<Shape> value) {
                return value.isEmpty() ? Optional.of(Sample.strangeShape()) : saw(value);
            }

            @Override
            public Set<Shape> shapes(Set<Shape> values) {
                return saw(values);
            }

            @Override
            public Map<State, Shape> shapesByState(Map<State, Shape> values) {
                return saw(values);
            }

            @Override
            public Shape[] shapeArray(Shape[] values) {
                return saw(values);
            }

            @Override
            public Optional<Shape>[] maybeShapes(Optional<Shape>[] values) {
                return saw(values);
            }

            @Override
            public Pair<State, Shape> pair(Pair<State, Shape> value) {
                return saw(value);
            }

            @Override
            public List<Pair<Shape, Animal[]>> pairs(List<Pair<Shape, Animal[]>> values) {
                return saw(values);
            }

            @Override
            public Animal animal(Animal value) {
                return value == null ? Sample.strangeAnimal() : saw(value);
            }

            @Override
            public List<Animal> animals(List<Animal> values) {
                return saw(values);
            }

            @Override
            public Map<State, Optional<Animal>> animalsByState(Map<State, Optional<Animal>> values) {
                return saw(values);
            }

            @Override
            public String ping(String text) {
                return saw(text);
            }
        };
    }

    @Override
    @SuppressWarnings("unchecked") // an array of a generic type
    public String call(Object stub, String method) {
        Kinds kinds = (Kinds) stub;
        State state = Sample.state();
        Shape shape = Sample.shape();
        Animal animal = Sample.animal();
        return text(
                switch (method) {
                    case "states" -> kinds.states(Arrays.asList(state, null));
                    case "statesByState" -> kinds.statesByState(Map.of(state, List.of(state)));
                    case "stateArray" -> kinds.stateArray(new State[] {state, null});
                    case "stateGrid" -> kinds.stateGrid(new State[][] {{state}, null, {}});
                    case "maybeState" -> kinds.maybeState(Optional.of(state));
                    case "maybeShape" -> kinds.maybeShape(Optional.of(shape));
                    case "shapes" -> kinds.shapes(Set.of(shape));
                    case "shapesByState" -> kinds.shapesByState(Map.of(state, shape));
                    case "shapeArray" -> kinds.shapeArray(new Shape[] {shape, null});
                    case "maybeShapes" -> kinds.maybeShapes(new Optional[] {Optional.of(shape), Optional.empty()});
                    case "pair" -> kinds.pair(new Pair<>(state, shape));
                    case "pairs" -> kinds.pairs(List.of(new Pair<>(shape, new Animal[] {animal, null})));
                    case "animal" -> kinds.animal(animal);
                    case "animals" -> kinds.animals(Arrays.asList(animal, null));
                    case "animalsByState" -> kinds.animalsByState(Map.of(state, Optional.of(animal)));
                    case "sendStrangeState" -> kinds.statesByState(Map.of(Sample.strangeState(), List.of()));
                    case "sendStrangeShape" -> kinds.maybeShapes(new Optional[] {Optional.of(Sample.strangeShape())});
                    case "sendStrangeAnimal" -> kinds.animals(List.of(Sample.strangeAnimal()));
                    case "getStrangeState" -> kinds.states(List.of());
                    case "getStrangeShape" -> kinds.maybeShape(Optional.empty());
                    case "getStrangeAnimal" -> kinds.animal(null);
                    default -> kinds.ping(method);
                });
    }

    private static String text(Object value) {
        return value instanceof Object[] array ? Arrays.deepToString(array) : String.valueOf(value);
    }
}
