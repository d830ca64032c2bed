package versions;

import dev.tern.rpc.RpcService;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Enums and types that are one of several, where type arguments and elements of arrays stand. */
@RpcService
public interface Kinds {

    List<State> states(List<State> values);

    Map<State, List<State>> statesByState(Map<State, List<State>> values);

    State[] stateArray(State[] values);

    State[][] stateGrid(State[][] values);

    Optional<State> maybeState(Optional<State> value);

    Optional<Shape> maybeShape(Optional<Shape> value);

    Set<Shape> shapes(Set<Shape> values);

    Map<State, Shape> shapesByState(Map<State, Shape> values);

    Shape[] shapeArray(Shape[] values);

    Optional<Shape>[] maybeShapes(Optional<Shape>[] values);

    Pair<State, Shape> pair(Pair<State, Shape> value);

    List<Pair<Shape, Animal[]>> pairs(List<Pair<Shape, Animal[]>> values);

    Animal animal(Animal value);

    List<Animal> animals(List<Animal> values);

    Map<State, Optional<Animal>> animalsByState(Map<State, Optional<Animal>> values);

    String ping(String text);
}
